"""What may not be seen in a published text (DOMAIN 2.12)."""

from __future__ import annotations

import pytest

from domain.facts import Mask
from domain.masking import violations

FOUND = [
    ("身份证11010519491231002X。", Mask.M0, "id_number"),
    ("ID 110105 19491231 0021", Mask.M1, "id_number"),
    ("１１０１０５１９４９１２３１００２１", Mask.M2, "id_number"),
    ("护照号E12345678", Mask.M3, "document_number"),
    ("卡号 6222 0212 3456 7890 128", Mask.M2, "bank_card"),
    ("请打13800138000", Mask.M1, "phone"),
    ("请打 138-0013-8000", Mask.M2, "phone"),
    ("＋86 138 0013 8000", Mask.M3, "phone"),
    ("一三八零零一三八零零零", Mask.M2, "phone"),
    ("0631-5231234", Mask.M2, "phone"),
    ("138****8000", Mask.M2, "masked_phone"),
    ("回执码0105f0956713695eecfa0146ecce4733", Mask.M2, "phone"),
    ("13800138000aaaaaaaaaaaaaaaaaaaa", Mask.M2, "phone"),  # 31: no code
    ("车牌鲁K12345一直停着", Mask.M2, "licence_plate"),
    ("京AD12345新能源", Mask.M3, "licence_plate"),
    ("write to a.b@example.com", Mask.M1, "email"),
    ("住3号楼2单元501室", Mask.M1, "home_address"),
    ("3-2-501", Mask.M3, "home_address"),
    ("联系人：王小明", Mask.M2, "labelled_name"),
]
HARMLESS = [
    ("三单元电梯困人,已于2026年3月2日修好", Mask.M2),
    ("物业费每平方米1.5元,共120户", Mask.M2),
    ("工单号20260302123456已办结", Mask.M2),
    ("3号楼2单元501室", Mask.M2),  # owners by unit number only
    ("138****8000", Mask.M1),  # an office holder's, partly hidden
    ("请打13800138000", Mask.M0),
    ("公示期7天,2026-03-02至2026-03-09", Mask.M3),
    ("", Mask.M3),
    ("0105f0956713695eecfa0146ecce4733", Mask.M2),  # the code of a receipt
]


@pytest.mark.parametrize(("text", "mask", "rule"), FOUND)
def test_what_has_a_form_is_found(text: str, mask: Mask, rule: str) -> None:
    assert rule in [found.code for found in violations(text, mask)]


@pytest.mark.parametrize(("text", "mask"), HARMLESS)
def test_harmless_texts_pass(text: str, mask: Mask) -> None:
    assert violations(text, mask) == ()
