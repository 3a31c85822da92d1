"""Where the codecs of this family are looked for."""

from _multibytecodec import getcodec
