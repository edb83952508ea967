# SPDX-License-Identifier: MIT
"""Tests of a53_sequences.py. The instructions are written as an assembler has made them."""

import unittest

from a53_sequences import lld_takes_for_harmless, places_of_835769, places_of_843419

NOP = 0xD503201F
ADRP_X0 = 0x90000000
LDR_X1_X0_8 = 0xF9400401  # ldr x1, [x0, #8]
LDR_X2_X3 = 0xF9400062  # ldr x2, [x3]
LDR_X0_X3 = 0xF9400060  # ldr x0, [x3]
STR_X2_X3 = 0xF9000062  # str x2, [x3]
STR_X2_X0_POST = 0xF8008402  # str x2, [x0], #8
STR_X2_X3_POST = 0xF8008462  # str x2, [x3], #8
LDR_X2_X0_SHORT = 0xF8408002  # ldur x2, [x0, #8]
LDP_X2_X4_X3 = 0xA9401062  # ldp x2, x4, [x3]
STP_X2_X4_X3 = 0xA9001062  # stp x2, x4, [x3]
STP_Q0_Q1_X3 = 0xAD000460  # stp q0, q1, [x3]
ST1_V0_X3 = 0x4C007060  # st1 {v0.16b}, [x3]
LD1_V0_X3 = 0x4C407060  # ld1 {v0.16b}, [x3]
LDXR_X2_X3 = 0xC85F7C62  # ldxr x2, [x3]
STXR_W0_X2_X3 = 0xC8007C62  # stxr w0, x2, [x3]
LDR_X2_LITERAL = 0x58000042  # ldr x2, .+8
LDR_D0_X3 = 0xFD400060  # ldr d0, [x3]
PRFM_X3 = 0xF9800060  # prfm pldl1keep, [x3]
BRANCH = 0x14000002
RETURN = 0xD65F03C0
CBZ_X4 = 0xB4000044
SVC = 0xD4000001
ADD_X0_X0_8 = 0x91002000  # add x0, x0, #8
ADD_X2_X0_X1 = 0x8B010002  # add x2, x0, x1
MOV_X0_X1 = 0xAA0103E0  # mov x0, x1
CCMP_X1_X2_0_EQ = 0xFA420020  # ccmp x1, x2, #0, eq
RMIF_X1_0_0 = 0xBA000420  # rmif x1, #0, #0
ADC_X0_X1_X2 = 0x9A020020  # adc x0, x1, x2
FMADD_D0_D7_D4_D6 = 0x1F4418E0  # fmadd d0, d7, d4, d6
MADD_X5_X6_X7_X8 = 0x9B0720C5
MADD_X5_X6_X2_X8 = 0x9B0220C5
MSUB_X5_X6_X7_X2 = 0x9B0788C5
SMADDL_X5_W6_W7_X8 = 0x9B2720C5
UMSUBL_X5_W6_W7_X8 = 0x9BA7A0C5
MUL_X5_X6_X7 = 0x9B077CC5
SMULH_X5_X6_X7 = 0x9B477CC5
MADD_W5_W6_W7_W8 = 0x1B0720C5


def at_page_end(first: int, *words: int) -> bool:
    return list(places_of_843419([ADRP_X0, *words], first)) == [first]


class Erratum843419(unittest.TestCase):
    def test_in_the_last_two_words_of_a_page_only(self) -> None:
        words = [NOP, NOP, NOP, ADRP_X0, LDR_X2_X3, LDR_X1_X0_8]
        for address in range(0x40200F00, 0x40201100, 4):
            found = list(places_of_843419(words, address))
            at = address + 12
            self.assertEqual(found, [at] if at & 0xFFF in (0xFF8, 0xFFC) else [])

    def test_in_each_page(self) -> None:
        words = [NOP] * 4096
        for at in (1022, 2047, 3070):
            words[at : at + 3] = [ADRP_X0, LDR_X2_X3, LDR_X1_X0_8]
        found = list(places_of_843419(words, 0x40200000))
        self.assertEqual(sorted(found), [0x40200FF8, 0x40201FFC, 0x40202FF8])

    def test_second_instruction(self) -> None:
        for word in (
            LDR_X2_X3, STR_X2_X3, STR_X2_X3_POST, STP_X2_X4_X3, STP_Q0_Q1_X3, ST1_V0_X3, LDXR_X2_X3,
            LDR_X2_LITERAL, LDR_X2_X0_SHORT, LDR_D0_X3, PRFM_X3,
        ):  # fmt: skip
            self.assertTrue(at_page_end(0xFF8, word, LDR_X1_X0_8), hex(word))
            self.assertTrue(at_page_end(0xFFC, word, NOP, LDR_X1_X0_8), hex(word))

    def test_second_instruction_that_is_harmless(self) -> None:
        for word in (NOP, LDP_X2_X4_X3, LD1_V0_X3, LDR_X0_X3, STR_X2_X0_POST, STXR_W0_X2_X3):
            self.assertFalse(at_page_end(0xFF8, word, LDR_X1_X0_8), hex(word))
            self.assertFalse(at_page_end(0xFF8, word, NOP, LDR_X1_X0_8), hex(word))

    def test_third_instruction(self) -> None:
        for word in (BRANCH, RETURN, CBZ_X4, SVC):
            self.assertFalse(at_page_end(0xFF8, LDR_X2_X3, word, LDR_X1_X0_8), hex(word))
        self.assertFalse(at_page_end(0xFF8, LDR_X2_X3, NOP, NOP, LDR_X1_X0_8))

    def test_third_instruction_that_writes_the_register(self) -> None:
        for word in (ADRP_X0, ADD_X0_X0_8, MOV_X0_X1, ADC_X0_X1_X2, LDR_X0_X3, STR_X2_X0_POST):
            self.assertFalse(at_page_end(0xFFC, LDR_X2_X3, word, LDR_X1_X0_8), hex(word))
        for word in (
            ADD_X2_X0_X1,
            CCMP_X1_X2_0_EQ,
            RMIF_X1_0_0,
            FMADD_D0_D7_D4_D6,
            LDR_D0_X3,
            STR_X2_X3,
        ):
            self.assertTrue(at_page_end(0xFFC, LDR_X2_X3, word, LDR_X1_X0_8), hex(word))

    def test_what_lld_takes_for_harmless(self) -> None:
        for word in (LDR_D0_X3, STP_Q0_Q1_X3, LDR_X2_X3, LDR_D0_X3 | 1):
            words = [ADRP_X0, word, LDR_X1_X0_8]
            self.assertEqual(lld_takes_for_harmless(words, 0), word == LDR_D0_X3, hex(word))

    def test_last_instruction(self) -> None:
        self.assertFalse(at_page_end(0xFF8, LDR_X2_X3, NOP, LDR_X2_X0_SHORT))
        self.assertFalse(at_page_end(0xFF8, LDR_X2_X3, NOP, LDR_X2_X3))
        self.assertFalse(at_page_end(0xFF8, LDR_X2_X3))
        self.assertFalse(at_page_end(0xFFC))


class Erratum835769(unittest.TestCase):
    def has(self, *words: int) -> bool:
        return list(places_of_835769([NOP, *words], 0x1000)) == [0x1004]

    def test_accesses(self) -> None:
        for word in (
            LDR_X2_X3, STR_X2_X3, STR_X2_X3_POST, LDP_X2_X4_X3, STP_X2_X4_X3, LD1_V0_X3, ST1_V0_X3,
            LDXR_X2_X3, LDR_X2_LITERAL, LDR_D0_X3, PRFM_X3,
        ):  # fmt: skip
            self.assertTrue(self.has(word, MADD_X5_X6_X7_X8), hex(word))
        self.assertFalse(self.has(NOP, MADD_X5_X6_X7_X8))
        self.assertFalse(self.has(LDR_X2_X3, NOP, MADD_X5_X6_X7_X8))

    def test_multiplications(self) -> None:
        for word in (MADD_X5_X6_X7_X8, SMADDL_X5_W6_W7_X8, UMSUBL_X5_W6_W7_X8):
            self.assertTrue(self.has(LDR_X2_X3, word), hex(word))
        for word in (MUL_X5_X6_X7, SMULH_X5_X6_X7, MADD_W5_W6_W7_W8):
            self.assertFalse(self.has(LDR_X2_X3, word), hex(word))

    def test_dependence(self) -> None:
        for word in (MADD_X5_X6_X2_X8, MSUB_X5_X6_X7_X2):
            self.assertFalse(self.has(LDR_X2_X3, word), hex(word))
            self.assertFalse(self.has(LDP_X2_X4_X3, word), hex(word))
            self.assertTrue(self.has(STR_X2_X3, word), hex(word))
        self.assertTrue(self.has(LDR_D0_X3 | 2, MADD_X5_X6_X2_X8))  # ldr d2


if __name__ == "__main__":
    unittest.main()
