# hashlib, hmac, base64, binascii, zlib checksums, secrets, uuid.
import base64
import binascii
import hashlib
import hmac
import secrets
import uuid
import zlib
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert hashlib.md5(b"abc").hexdigest() == "900150983cd24fb0d6963f7d28e17f72"
assert hashlib.sha1(b"abc").hexdigest() == "a9993e364706816aba3e25717850c26c9cd0d89d"
assert hashlib.sha256(b"abc").hexdigest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
assert hashlib.sha512(b"").hexdigest()[:16] == "cf83e1357eefb8bd"
assert hashlib.sha3_256(b"").hexdigest()[:16] == "a7ffc6f8bf1ed766"
assert hashlib.blake2b(b"", digest_size=8).hexdigest() == "e4a6a0577479b2b4"
assert hashlib.shake_128(b"").hexdigest(4) == "7f9c2ba4"
h = hashlib.sha256()
h.update(b"a")
copy = h.copy()
h.update(b"bc")
assert h.digest() == hashlib.sha256(b"abc").digest() and copy.digest() == hashlib.sha256(b"a").digest()
assert h.name == "sha256" and (h.digest_size, h.block_size) == (32, 64)
assert hashlib.new("md5", b"abc").hexdigest() == hashlib.md5(b"abc").hexdigest()
assert {"md5", "sha256", "sha3_512"} <= hashlib.algorithms_guaranteed
assert raises(lambda: hashlib.new("nothing")).startswith("ValueError: unsupported hash type nothing")
assert raises(lambda: hashlib.md5("x")) == "TypeError: Strings must be encoded before hashing"
assert hashlib.pbkdf2_hmac("sha256", b"p", b"s", 10).hex()[:8] == hashlib.pbkdf2_hmac("sha256", b"p", b"s", 10).hex()[:8]
mac = hmac.new(b"key", b"message", "sha256").hexdigest()
assert mac == "6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a"
assert hmac.compare_digest(mac, mac) and hmac.digest(b"key", b"message", "sha256").hex() == mac
assert base64.b64encode(b"hello\xff") == b"aGVsbG//" and base64.b64decode("aGVsbG//") == b"hello\xff"
assert base64.urlsafe_b64encode(b"\xff\xfe") == b"__4="
assert base64.b32encode(b"hi") == b"NBUQ====" and base64.b16encode(b"\x01") == b"01"
assert base64.b85decode(base64.b85encode(b"data")) == b"data" and base64.a85encode(b"abc") == b"@:E^"
assert raises(lambda: base64.b64decode("a")).startswith("Error: Invalid base64-encoded string")
assert binascii.hexlify(b"\x01\xff") == b"01ff" and binascii.unhexlify("01ff") == b"\x01\xff"
assert binascii.crc32(b"abc") == 891568578 == zlib.crc32(b"abc") and zlib.adler32(b"abc") == 38600999
assert len(secrets.token_hex(8)) == 16 and secrets.randbelow(10) < 10 and secrets.choice([1]) == 1
u = uuid.UUID("12345678123456781234567812345678")
assert str(u) == "12345678-1234-5678-1234-567812345678"
assert u.int == 0x12345678123456781234567812345678 and uuid.uuid4().version == 4
assert uuid.uuid5(uuid.NAMESPACE_DNS, "python.org") == uuid.UUID("886313e1-3b8a-5372-9b90-0c9aee199e5d")
