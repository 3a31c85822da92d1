from .. import b as up
