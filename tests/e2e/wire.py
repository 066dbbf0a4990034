"""WebSocket frames from the server's side, by hand: so that they can be wrong on purpose."""
import base64
import hashlib
import struct

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def accept_key(key):
    return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()


def frame(opcode, payload, final=True):
    head = bytes([(0x80 if final else 0) | opcode])
    if len(payload) < 126:
        head += bytes([len(payload)])
    elif len(payload) < 65536:
        head += b"\x7e" + struct.pack(">H", len(payload))
    else:
        head += b"\x7f" + struct.pack(">Q", len(payload))
    return head + payload


def fragments(payload, size):
    """One text message in several frames."""
    pieces = [payload[i:i + size] for i in range(0, len(payload), size)] or [b""]
    out = b""
    for i, piece in enumerate(pieces):
        out += frame(TEXT if i == 0 else 0, piece, i == len(pieces) - 1)
    return out


def read_frame(stream):
    """(opcode, payload) of a client's masked frame, or None at the end."""
    head = stream.read(2)
    if len(head) < 2:
        return None
    length = head[1] & 0x7F
    if length == 126:
        length = struct.unpack(">H", stream.read(2))[0]
    elif length == 127:
        length = struct.unpack(">Q", stream.read(8))[0]
    if not head[1] & 0x80 or length > 1 << 20:
        return None
    mask, data = stream.read(4), stream.read(length)
    if len(mask) < 4 or len(data) < length:
        return None
    mask = mask * (length // 4 + 1)
    data = (int.from_bytes(data, "big") ^ int.from_bytes(mask[:length], "big")) \
        .to_bytes(length, "big") if length else b""
    return head[0] & 0x0F, data
