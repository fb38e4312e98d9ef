"""Opening an encrypted workbook, in memory only; runs in the reader's process."""

import io
from types import SimpleNamespace

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from msoffcrypto.format import xls97
from msoffcrypto.format.ooxml import OOXMLFile

from werkmonitor.intake.workbook import Hopeless

EXCELS_OWN = "VelvetSweatshop"
"""With this password, which it tells everyone, Excel encrypts a workbook of which only the structure is protected."""

xls97.tempfile = SimpleNamespace(TemporaryFile=io.BytesIO)
"""msoffcrypto would write an .xls decrypted to a temporary file; here it stays in memory."""


def decrypted(content: bytes, password: str | None) -> bytes:
    """The workbook in an encrypted file. Without a password only one that needs none can be opened.

    Raises Hopeless for a wrong or missing password, for a file that was changed after it was encrypted, and for other
    ways to encrypt than Excel's own (ECMA-376 standard and agile; RC4, RC4 CryptoAPI and XOR of .xls).
    """
    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        is_package = isinstance(file, OOXMLFile)
        try:
            file.load_key(password=password or EXCELS_OWN, **({"verify_password": True} if is_package else {}))
        except InvalidKeyError:
            raise Hopeless("workbook_encrypted" if password is None else "password_wrong") from None
        file.decrypt(plain, **({"verify_integrity": True} if is_package else {}))
    except Hopeless:
        raise
    except InvalidKeyError:  # the password is right, but what it opens was changed afterwards
        raise Hopeless("workbook_damaged") from None
    except (DecryptionError, FileFormatError, ParseError, NotImplementedError):
        raise Hopeless("workbook_locked") from None
    except Exception:  # it is not as any program writes it
        raise Hopeless("workbook_damaged") from None
    return plain.getvalue()
