"""Reads mails as strictly as Python's `email` can, and names every defect that it sees."""
import email
import email.policy
import re
import sys

ONCE = ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Content-Language"]
LINE_MAX = 998
QUOTED_LINE_MAX = 76
HEADER_LINE_MAX = 78
ENCODED_WORD_MAX = 75


def findings(data):
    """What is wrong with the bytes of a mail, one line for each thing."""
    found = []
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        found.append("a bare CR or LF")
    if any(byte > 127 or byte == 0 for byte in data):
        found.append("a byte that is not 7-bit")
    if any(len(line) > LINE_MAX for line in data.split(b"\r\n")):
        found.append(f"a line of more than {LINE_MAX} bytes")
    head = data.split(b"\r\n\r\n", 1)[0].decode("ascii", "replace")
    for line in head.split("\r\n"):
        # What has no space to be folded at may be longer.
        if len(line) > HEADER_LINE_MAX and " " in line.strip().split(": ", 1)[-1]:
            found.append(f"a header's line of {len(line)} characters: {line}")
    found += [f"a long encoded word: {word}" for word in re.findall(r"=\?[^?]*\?[bBqQ]\?[^?]*\?=", head) if len(word) > ENCODED_WORD_MAX]
    for policy in (email.policy.strict + email.policy.SMTP, email.policy.SMTP):
        try:
            message = email.message_from_bytes(data, policy=policy)
        except Exception as error:
            return [*found, f"email refuses it: {error!r}"]
    found += [f"{name}: {len(message.get_all(name, []))} of them" for name in ONCE if len(message.get_all(name, [])) != 1]
    for part in message.walk():
        kind = part.get_content_type()
        found += [f"{kind}: {defect!r}" for defect in part.defects]
        for name, value in part.items():
            found += [f"{kind}: {name}: {defect!r}" for defect in getattr(value, "defects", ())]
        if part.get("Content-Transfer-Encoding") == "quoted-printable":
            lines = part.get_payload(decode=False).splitlines()
            found += [f"{kind}: a quoted line of {len(line)} characters" for line in lines if len(line) > QUOTED_LINE_MAX]
    found += shape(message)
    return found


def shape(message):
    """Text before HTML, pictures with the HTML that shows them, and nothing else."""
    found = []
    parts = list(message.iter_parts())
    if message.get_content_type() != "multipart/alternative" or len(parts) != 2:
        return [f"it is {message.get_content_type()} of {len(parts)} parts"]
    text, rich = parts
    options = dict(text.get_params()[1:])
    if text.get_content_type() != "text/plain" or options != {"charset": "utf-8", "format": "flowed", "delsp": "no"}:
        found.append(f"the first part is {text['Content-Type']}")
    pictures = []
    if rich.get_content_type() == "multipart/related":
        rich, *pictures = rich.iter_parts()
    html = rich.get_content()
    if rich.get_content_type() != "text/html" or "<html" not in html:
        found.append(f"the last part is {rich.get_content_type()}")
    shown = set(re.findall(r'src="cid:([^"]*)"', html))
    held = [picture["Content-ID"].strip("<>") for picture in pictures]
    if shown != set(held) or len(held) != len(set(held)):
        found.append(f"pictures shown {sorted(shown)} and held {sorted(held)}")
    found += [f"{picture.get_content_type()} of 0 bytes" for picture in pictures if not picture.get_content()]
    return found + flowed(text.get_content())


def flowed(text):
    """Whether lines are as RFC 3676 wants them."""
    found = []
    for line in text.splitlines():
        soft = line.endswith(" ") and line != "-- "
        if len(line) > LINE_MAX and " " in line.strip():
            found.append(f"the text has a line of {len(line)} characters")
        if soft and line.strip() == "":
            found.append("the text has an empty line that flows")
        if line.startswith("From "):
            found.append("the text has an unstuffed From")
    return found


def main(paths):
    total = 0
    for path in paths:
        with open(path, "rb") as file:
            found = findings(file.read())
        total += len(found)
        for finding in found:
            print(f"{path}: {finding}")
    print(f"{len(paths)} mails, {total} findings")
    return 1 if total or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
