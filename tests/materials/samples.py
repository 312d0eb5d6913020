"""Small files of every kind, made here."""

import io
import zipfile

from PIL import Image

OOXML = "application/vnd.openxmlformats-officedocument."
GPS = 0x8825


def pdf(words: bytes = b"Verslag") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Title (" + words + b") >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def archive(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in entries.items():
            file.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return target.getvalue()


def office(kind: str = "wordprocessingml.document", **more: bytes) -> bytes:
    types = f'<Types><Override PartName="/x.xml" ContentType="{OOXML}{kind}.main+xml"/></Types>'.encode()
    return archive({"[Content_Types].xml": types, "x.xml": b"<x/>", **more})


def open_document(kind: str = "text") -> bytes:
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<x/>"})


def picture(file_format: str = "JPEG", size: tuple[int, int] = (40, 30), where: bool = True) -> bytes:
    """A picture, with the place where it was taken."""
    target, image = io.BytesIO(), Image.new("RGB", size, "#a05030")
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (51.0, 3.0, 12.0)
    image.save(target, file_format, **({"exif": exif} if where and file_format != "GIF" else {}))
    return target.getvalue()


MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42" + b"\x00" * 60
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isomM4A " + b"\x00" * 60
WEBM = (
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
    + b"\x00" * 60
)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 20
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

GOOD: dict[str, bytes] = {
    "verslag.pdf": pdf(),
    "foto.jpg": picture("JPEG"),
    "foto.jpeg": picture("JPEG"),
    "foto.PNG": picture("PNG"),
    "foto.webp": picture("WEBP"),
    "foto.gif": picture("GIF"),
    "nota.docx": office(),
    "lijst.xlsx": office("spreadsheetml.sheet"),
    "dia's.pptx": office("presentationml.presentation"),
    "nota.odt": open_document(),
    "lijst.ods": open_document("spreadsheet"),
    "dia.odp": open_document("presentation"),
    "nota.txt": "Één regel\r\n".encode(),
    "nota.md": b"# Kop\n\n<b>vet</b>\n",
    "lijst.csv": "naam;é\r\n".encode("cp1252"),
    "opname.mp3": MP3,
    "kaal.mp3": b"\xff\xfb\x90\x00" * 40,
    "opname.m4a": M4A,
    "opname.mp4": MP4,
    "opname.webm": WEBM,
}


def jar() -> bytes:
    return archive({"[Content_Types].xml": b"", "META-INF/MANIFEST.MF": b"Main-Class: X"})


def encrypted(data: bytes) -> bytes:
    """The same archive, saying of every entry that it is encrypted."""
    made = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = made.find(signature)
        while start >= 0:
            made[start + place] |= 1
            start = made.find(signature, start + 4)
    return bytes(made)


def bomb() -> bytes:
    """A document that would unpack to more than half a gigabyte."""
    return office(**{f"part{n}.xml": b"\x00" * 64 * 1024 * 1024 for n in range(9)})


BAD: dict[str, tuple[str, bytes]] = {
    "a page called picture": ("foto.png", HTML),
    "a page called document": ("nota.pdf", HTML),
    "a page called text": ("nota.txt", b"  \n" + HTML),
    "a drawing called text": ("nota.md", SVG),
    "a drawing called picture": ("foto.webp", SVG),
    "an archive called document": ("nota.docx", archive({"x.html": HTML})),
    "a sheet called document": ("nota.docx", office("spreadsheetml.sheet")),
    "a program called document": ("nota.docx", jar()),
    "a document with macros": ("nota.docx", office(**{"word/vbaProject.bin": b"x"})),
    "an encrypted document": ("nota.docx", encrypted(office())),
    "an archive with something before it": ("nota.docx", HTML + office()),
    "a document and an archive": ("nota.pdf", pdf() + archive({"x.html": HTML})),
    "a document and a page": ("nota.pdf", b"%PDF-1.7\n" + HTML + pdf()),
    "a page before a document": ("nota.pdf", HTML + pdf()),
    "a document cut off": ("nota.pdf", pdf()[:40]),
    "a video and an archive": ("opname.mp4", MP4 + archive({"x.html": HTML})),
    "a picture called video": ("opname.mp4", b"\x00\x00\x00\x18ftypheic\x00\x00\x02\x00mif1heic" + b"\x00" * 60),
    "a video of another kind": ("opname.webm", WEBM.replace(b"webm", b"mkvx")),
    "sound that is a page": ("opname.mp3", HTML),
    "a document called text": ("nota.txt", pdf()),
    "bytes called text": ("nota.txt", b"a\x00b"),
    "half a picture": ("foto.jpg", picture("JPEG")[:200]),
    "text that claims another mimetype": ("nota.odt", open_document("spreadsheet")),
}
