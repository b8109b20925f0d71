"""Check digits of organisation codes and credit codes: advice, for legal codes exist that fail."""

ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def organisation_code_fault(code: str) -> str:
    """What is wrong with a 组织机构代码 of 9 characters; "" when nothing is (GB 11714).

    >>> organisation_code_fault("002668899"), organisation_code_fault("01527918X")
    ('', '')
    >>> organisation_code_fault("000000001")
    '组织机构代码 000000001 的校验码应为 0，实为 1，请核对。'
    """
    if len(code) != 9 or not set(code) <= set(ORGANISATION_ALPHABET):
        return f"组织机构代码 {code} 应为 9 位数字或大写字母。"
    values = (ORGANISATION_ALPHABET.index(character) for character in code)
    total = sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=False))
    expected = "0123456789X0"[11 - total % 11]
    return mismatch("组织机构代码", code, expected)


def credit_code_fault(code: str) -> str:
    """What is wrong with a 统一社会信用代码 of 18 characters; "" when nothing is (GB 32100-2015).

    >>> credit_code_fault("11331000002668899F"), credit_code_fault("113310000266807370")
    ('', '')
    """
    if len(code) != 18 or not set(code) <= set(CREDIT_ALPHABET):
        return f"统一社会信用代码 {code} 应为 18 位数字或大写字母（不含 I、O、S、V、Z）。"
    values = (CREDIT_ALPHABET.index(character) for character in code)
    total = sum(value * weight for value, weight in zip(values, CREDIT_WEIGHTS, strict=False))
    expected = CREDIT_ALPHABET[(31 - total % 31) % 31]
    return mismatch("统一社会信用代码", code, expected)


def mismatch(label: str, code: str, expected: str) -> str:
    """The sentence for a check character that is not the expected one."""
    if code[-1] == expected:
        return ""
    return f"{label} {code} 的校验码应为 {expected}，实为 {code[-1]}，请核对。"
