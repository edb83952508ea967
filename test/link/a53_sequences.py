# SPDX-License-Identifier: MIT
"""The instruction sequences that make errata 843419 and 835769 of Cortex-A53 possible, as Arm's notice of
the errata (EPM-048406) describes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

ZERO_REGISTER = 31


def _is_adrp(word: int) -> bool:
    return word & 0x9F000000 == 0x90000000


def _is_load_or_store(word: int) -> bool:
    """Returns true for what the Arm ARM calls the group "Loads and Stores" (C4.1.4)."""
    return word & 0x0A000000 == 0x08000000


def _is_vector(word: int) -> bool:
    return bool(word >> 26 & 1)


def _is_pair(word: int) -> bool:
    return word & 0x3A000000 == 0x28000000


def _is_vector_structure(word: int) -> bool:
    return word & 0xBE000000 == 0x0C000000


def _is_exclusive(word: int) -> bool:
    return word & 0x3F000000 == 0x08000000


def _is_literal(word: int) -> bool:
    return word & 0x3B000000 == 0x18000000


def _is_unsigned_offset(word: int) -> bool:
    return word & 0x3B000000 == 0x39000000


def _is_prefetch(word: int) -> bool:
    """Returns true for PRFM with an unsigned offset, a register, a short offset or a literal."""
    return word & 0xFFC00000 in (0xF9800000, 0xF8800000) or word & 0xFF000000 == 0xD8000000


def _is_load(word: int) -> bool:
    if _is_prefetch(word):
        return False
    if _is_literal(word):
        return True
    if _is_pair(word) or _is_exclusive(word) or _is_vector_structure(word):
        return bool(word >> 22 & 1)
    if _is_vector(word):
        return bool(word >> 22 & 1)
    return word >> 22 & 3 != 0


def _loaded_registers(word: int) -> set[int]:
    """Returns the general registers that the load or store gets from memory."""
    if _is_vector(word) or not _is_load(word):
        return set()
    is_two = _is_pair(word) or (_is_exclusive(word) and bool(word >> 21 & 1))
    return {word & 31, word >> 10 & 31} if is_two else {word & 31}


def _base(word: int) -> int:
    return word >> 5 & 31


def _writes_base(word: int) -> bool:
    """Returns true for a load or store that counts its base register up or down."""
    if _is_vector_structure(word):
        return bool(word >> 23 & 1)
    if _is_pair(word):
        return bool(word >> 23 & 1)
    return word & 0x3B200000 == 0x38000000 and bool(word >> 10 & 1)


def _written_registers(word: int) -> set[int]:
    base = {_base(word)} if _writes_base(word) else set()
    status = {word >> 16 & 31} if _is_exclusive(word) and not _is_load(word) else set()
    return _loaded_registers(word) | base | status


def _is_branch(word: int) -> bool:
    """Returns true for the group "Branches, Exception Generating and System instructions" (C4.1.3), except
    hints, barriers and accesses of system registers."""
    return word & 0x1C000000 == 0x14000000 and word & 0xFF000000 != 0xD5000000


def _register_of_result(word: int) -> set[int]:
    """Returns the general register that a data processing instruction writes, its flags aside."""
    is_immediate = word & 0x1C000000 == 0x10000000
    is_register = word & 0x0E000000 == 0x0A000000
    compares = word & 0x1FE00000 == 0x1A400000
    sets_flags = word & 0x1FE00000 == 0x1A000000 and word & 0xFC00 != 0
    return (
        {word & 31} if is_immediate or (is_register and not compares and not sets_flags) else set()
    )


def _may_be_third(word: int, page: int) -> bool:
    """Returns true if the word may stand third of four behind an ADRP that writes register @p page: no
    branch, and nothing that writes the register."""
    if _is_branch(word):
        return False
    written = _written_registers(word) if _is_load_or_store(word) else _register_of_result(word)
    return page not in written


def lld_takes_for_harmless(words: Sequence[int], at: int) -> bool:
    """Returns true if lld does not mend the sequence of 843419 at words[at]: it takes vector register n
    for general register n, so a second instruction that loads v0 seems to write x0."""
    second = words[at + 1]
    return _is_vector(second) and _is_load(second) and second & 31 == words[at] & 31


def _may_be_second(word: int, page: int) -> bool:
    """Returns true if the word may stand behind an ADRP that writes register @p page: a load or store, but
    no load of a pair or of structures, that leaves the register as it is."""
    if not _is_load_or_store(word) or page in _written_registers(word):
        return False
    return not (_is_load(word) and (_is_pair(word) or _is_vector_structure(word)))


def has_843419(words: Sequence[int], at: int, address: int) -> bool:
    """Returns true if the sequence begins at words[at], an instruction that stands at @p address.

    An ADRP in the last two words of a page; a load or store; perhaps another instruction, which is no
    branch and does not write the register of the ADRP; a load or store with an unsigned offset from that
    register.
    """
    if address & 0xFFF not in (0xFF8, 0xFFC) or not _is_adrp(words[at]):
        return False
    page = words[at] & 31
    following = words[at + 1 : at + 4]
    if len(following) < 2 or not _may_be_second(following[0], page):
        return False
    if _is_unsigned_offset(following[1]) and _base(following[1]) == page:
        return True
    return (
        len(following) == 3
        and _may_be_third(following[1], page)
        and _is_unsigned_offset(following[2])
        and _base(following[2]) == page
    )


def _is_multiply_accumulate(word: int) -> bool:
    """Returns true for MADD, MSUB, SMADDL, SMSUBL, UMADDL, UMSUBL of 64 bits that add to a register."""
    return word >> 24 == 0x9B and word >> 21 & 7 in (0, 1, 5) and word >> 10 & 31 != ZERO_REGISTER


def has_835769(words: Sequence[int], at: int) -> bool:
    """Returns true if words[at] is a load, store or prefetch and a multiply-accumulate of 64 bits follows
    that does not need what was loaded."""
    if at + 1 >= len(words) or not _is_multiply_accumulate(words[at + 1]):
        return False
    if not _is_load_or_store(words[at]):
        return False
    sources = {words[at + 1] >> shift & 31 for shift in (5, 10, 16)}
    return not sources & _loaded_registers(words[at])


def places_of_843419(words: Sequence[int], address: int) -> Iterator[int]:
    """Yields the address of each sequence in words, which stand from @p address on."""
    for offset in (0xFF8, 0xFFC):
        first = (offset - address) % 4096 // 4
        for at in range(first, len(words), 1024):
            if has_843419(words, at, address + 4 * at):
                yield address + 4 * at


def places_of_835769(words: Sequence[int], address: int) -> Iterator[int]:
    """Yields the address of each sequence in words, which stand from @p address on."""
    for at, word in enumerate(words):
        if word >> 24 == 0x9B and at and has_835769(words, at - 1):
            yield address + 4 * at - 4
