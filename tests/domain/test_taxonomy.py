"""The taxonomy of DOMAIN 2.4, row by row, as it was read from there a second time."""

from __future__ import annotations

import pytest

from domain.calendar import Spans
from tests.scenario import RULES

NAMES = """
SAF-01|冒烟、火情|smoke or fire
SAF-02|占用消防通道|fire lane blocked
SAF-03|飞线充电、违规充电|cable or illegal charging
SAF-04|高空抛物、坠落|thrown or falling objects
SAF-05|盗窃、治安|theft, security
SAF-06|危险物品|dangerous goods
SAF-07|电梯困人、故障|elevator
SAF-08|外墙、屋面脱落|façade or roof parts
ORD-01|乱停车、停车难|parking
ORD-02|充电设施不足|charging places
ORD-03|噪声扰民|noise
ORD-04|养犬、动物扰民|dogs, animals
ORD-05|垃圾、卫生、小广告|rubbish, cleaning, posted advertisements
ORD-06|侵占楼道、绿地|occupied stairwell or greenery
ORD-07|违规出租、地下空间旅馆|unlawful letting, basement lodging
ORD-08|擅自改经营用房、开墙打洞|home to business, wall opened
BLD-01|私搭乱建|unauthorised building
BLD-02|违规装修、拆改承重墙|illegal decoration, load-bearing wall
BLD-03|房屋漏水|leak
BLD-04|开发商遗留问题|developer legacy
BLD-05|墙面、楼道、路面、照明破损|walls, stairs, road, lighting
PIP-01|水电故障|water or power fault
PIP-02|管网、雨污分流、堵塞|pipes, drains
PIP-03|供暖、燃气|heating, gas
PIP-04|急时开锁|emergency lock opening
SRV-01|物业服务质量|service quality
SRV-02|门禁、监控|access and cameras
SRV-03|助餐助浴等居家服务|home care
SRV-04|政务帮办|government errand
SRV-05|失管、弃管|no firm
FEE-01|收费异议|disputed charge
FEE-02|拒交、欠费|arrears
FEE-03|公共收益、维修资金疑问|income or fund query
FEE-04|维修资金申请|fund use request
GOV-01|公开不到位|missing disclosure
GOV-02|业委会纠纷、选举|owners' body dispute
GOV-03|物业选聘、交接、拒退|firm change, refusal to leave
GOV-04|违反负面清单|negative-list report
GOV-05|个人信息泄露|personal data leak
DIS-01|邻里纠纷|neighbour dispute
DIS-02|业主与物业纠纷|owner against firm
SUG-01|建议、咨询|suggestion, question
"""
# first receivers | enforcement | departments | deadlines | those of urgent cases
TABLE = """
SAF-01|P K|yes|K|contact 10 min, secure 10 min|
SAF-02|P|yes|K|done 24 h|
SAF-03|P|yes|K|done 24 h|
SAF-04|P|yes|G|secure 2 h, done 3 d|
SAF-05|P G|yes|G|notify 10 min, reply 3 d|
SAF-06|P|yes|G|done 2 h|
SAF-07|P U|sometimes|R|done 24 h|secure 10 min
SAF-08|P|no|H|secure 2 h, plan 3 d|
ORD-01|P|sometimes|G|reply 3 d, plan 30 d|
ORD-02|P C|no|U|reply 3 d, plan 30 d|
ORD-03|P|yes|G|talk 24 h, done 7 d|
ORD-04|P|yes|G|reply 3 d, done 7 d|
ORD-05|P|sometimes|E|secure 24 h, done 3 d|
ORD-06|P|yes|E|reply 3 d, done 7 d|
ORD-07|C|yes|G|done 7 d|
ORD-08|C|yes|H N E|done 7 d|
BLD-01|P|yes|E|notify 24 h, plan 7 d|
BLD-02|P|yes|H|secure 2 h, done 3 d|
BLD-03|P|no|F|visit 24 h, done 7 d|
BLD-04|C|sometimes|H|reply 3 d, plan 30 d|
BLD-05|P|no|F|done 3 d, plan 15 d|done 24 h
PIP-01|U P|no|W U|respond 2 h, done 24 h|
PIP-02|U P|no|W|respond 24 h, works 30 d|
PIP-03|U|no|U|respond 2 h, done 24 h|secure 10 min
PIP-04|T|no|G|done 2 h|
SRV-01|P|no|H|done 3 d|
SRV-02|P|no|G|done 3 d|
SRV-03|V|no|A|reply 24 h|
SRV-04|L|no||done 3 wd|
SRV-05|S|no|H|secure 24 h, plan 30 d|
FEE-01|P|sometimes|R|done 3 wd|
FEE-02|P O|no|||
FEE-03|O|sometimes|H F|done 7 d|
FEE-04|O F|no|F|check 3 wd|
GOV-01|P O|sometimes|H|done 3 wd|
GOV-02|S|sometimes|H|done 7 d|
GOV-03|S|yes|H G|reply 3 d, done 30 d|
GOV-04|H|yes|H|done 5 wd|
GOV-05|P|yes|G|secure 10 min, notify 72 h|
DIS-01|B|no||reply 3 d, done 15 d|
DIS-02|B C|no||reply 7 d, done 15 d|
SUG-01|P|no||done 5 wd|
"""
ROWS = [line.split("|") for line in TABLE.strip().splitlines()]
CALLED = [line.split("|") for line in NAMES.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_category_is_as_the_reference_has_it(row: list[str]) -> None:
    code, receivers, enforcement, departments, milestones, urgent = row

    category = RULES.category(code)

    assert list(category.receivers) == receivers.split()
    assert category.enforcement == enforcement
    assert list(category.departments) == departments.split()
    assert spans(category.milestones) == milestones
    assert spans(category.urgent) == urgent


def test_no_category_is_left_out_or_called_otherwise() -> None:
    categories = RULES.categories

    assert [row[0] for row in ROWS] == list(categories)
    assert [[code, each.zh, each.en] for code, each in categories.items()] == CALLED


def test_every_category_with_a_deadline_can_climb_by_it() -> None:
    """Arrears alone have none (DOMAIN 2.4); a fire that nobody touches climbs."""
    still = [
        code
        for code, category in RULES.categories.items()
        if not any(RULES.decides(name) for name, _ in category.milestones)
    ]

    assert still == ["FEE-02"]


def spans(written: Spans) -> str:
    return ", ".join(f"{name} {span}" for name, span in written)
