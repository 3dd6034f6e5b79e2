"""The words of what is kept, built, looked at and done in a compound."""

from __future__ import annotations

from domain.coded import Coded


class VenueKind(Coded):
    """What a place in the compound is for."""

    HELP_POINT = "help_point", "红色帮办点", "Help point"
    RED_STATION = "red_station", "红色驿站", "Red station"
    SERVICE_STATION = "service_station", "党群服务驿站", "Service station"
    SERVICE_CENTRE = "service_centre", "党群服务中心", "Party and mass service centre"
    ONE_STOP_DESK = "one_stop_desk", "一站式服务台", "One-stop desk"
    JOINT_HALL = "joint_hall", "物业综合服务大厅", "Hall of community and firm"
    MEDIATION_ROOM = "mediation_room", "邻里矛盾调解室", "Mediation room"
    BRANCH_ROOM = "branch_room", "党支部活动室", "Room of the Party branch"
    ACTIVITY_ROOM = "activity_room", "活动场所", "Activity room"


class WorkKind(Coded):
    """What an improvement work (硬件提升项目) is."""

    DRAINS = "drains", "雨污分流", "Rain and sewage separation"
    WALLS = "walls", "墙面粉刷", "Wall painting"
    ROADS = "roads", "道路修复", "Road repair"
    CABLES = "cables", "飞线整治", "Cable tidying"
    PARKING = "parking", "施划车位", "Parking marked"
    CHARGING = "charging", "充电设施", "Charging places"
    LIGHTING = "lighting", "照明", "Lighting"
    ADVERTISEMENTS = "advertisements", "清理小广告", "Advertisements removed"
    ENCLOSURE = "enclosure", "封闭改造", "Compound enclosed"
    CLEARANCE = "clearance", "清退违规用房", "Unlawful lodging cleared"
    OTHER = "other", "其他", "Other"


class QuantityUnit(Coded):
    """What a quantity counts."""

    PIECE = "piece", "个", "Pieces"
    SPACE = "space", "车位", "Spaces"
    DM2 = "dm2", "0.01平方米", "0.01 m2"
    METRE = "metre", "米", "Metres"
    PERSON = "person", "人次", "Persons"
    HOUR = "hour", "小时", "Hours"
    HOUSEHOLD = "household", "户", "Households"
    FEN = "fen", "分", "Fen"


class WorkPayer(Coded):
    """Who pays for a work."""

    STATE = "state", "财政", "Public money"
    FIRM = "firm", "物业服务人", "The firm"
    FUND = "fund", "维修资金", "The maintenance fund"
    COMMON_INCOME = "common_income", "公共收益", "Common income"
    PARTY_FUND = "party_fund", "党组织服务群众经费", "Party service fund"
    OWNERS = "owners", "业主", "The owners"
    UTILITY = "utility", "专营单位", "A utility"
    OTHER = "other", "其他", "Others"


class SiteInspectionKind(Coded):
    """Who looks, and what for."""

    SPOT = "spot", "服务小队巡查", "Spot inspection by a squad"
    JOINT = "joint", "部门联合检查", "Joint inspection of departments"
    SAFETY = "safety", "安全检查", "Safety inspection"
    REVIEW = "review", "服务评价", "Review of the service"
    PATROL = "patrol", "日常巡查", "Patrol"


class IncidentKind(Coded):
    """What happened, as far as the public may know."""

    THEFT = "theft", "盗窃", "Theft"
    FIRE = "fire", "火情", "Fire"
    INJURY = "injury", "人身伤害", "Injury"
    FALLING = "falling", "高空坠物", "Falling objects"
    FLOODING = "flooding", "水浸", "Flooding"
    LIFT = "lift", "电梯困人", "Lift stuck"
    DISORDER = "disorder", "治安事件", "Disorder"
    OTHER = "other", "其他", "Other"


class HomeCareService(Coded):
    """A service at home (居家康养); never why somebody needs it."""

    MEAL = "meal", "助餐", "Meals"
    BATH = "bath", "助浴", "Bathing"
    CLEANING = "cleaning", "保洁助洁", "Cleaning"
    MEDICINE = "medicine", "送药", "Medicine brought"
    ESCORT = "escort", "助医", "Escort to the doctor"
    HOME_PATROL = "home_patrol", "入户巡视", "Looking in"


class EntryDeviceKind(Coded):
    """What lets people in at an entrance, or watches it."""

    FACE = "face", "人脸识别", "Face recognition"
    CARD = "card", "门禁卡", "Card"
    CODE = "code", "二维码或密码", "Code"
    KEY = "key", "钥匙", "Key"
    GUARD = "guard", "保安值守", "Guard"
    PLATE = "plate", "车牌识别", "Number plates"
    CAMERA = "camera", "监控", "Camera"

    @property
    def opens(self) -> bool:
        """Whether anyone on foot may enter by it without showing a face."""
        return self.value in ("card", "code", "key", "guard")


class CompoundRecordKind(Coded):
    """What is kept on record of a compound without rules of its own."""

    PROGRAMME = "programme", "红色物业创建", "Part of the programme"
    RESOURCE_PLEDGE = "resource_pledge", "资源下沉", "Resource pledged by a unit"
    VOLUNTEERING = "volunteering", "志愿服务活动", "Volunteering"
    EMERGENCY_DUTY = "emergency_duty", "疫情值守", "Emergency duty"
    SECURITY_TEAM = "security_team", "党员安保服务队", "Party members' security team"
    ACTIVITY = "activity", "文体活动", "Culture and sport"
    CARE_HOTLINE = "care_hotline", "党员爱心联线电话", "Party members' care line"
    POLICE_LINK = "police_link", "警务站联通", "Link to the police station"
    ACCESS_PASS = "access_pass", "通行凭证", "Access pass"
    PARTNER = "partner", "社区治理合伙人", "Governance partner"
    CONSULTATION = "consultation", "座谈和入户征询", "Consultation"
    PROJECT_OFFICE = "project_office", "物业项目部", "Site office of the firm"
    BRANCH = "branch", "党支部", "Party branch"
    SEAT_DEPUTY = "seat_deputy", "席位制副书记", "Deputy secretary's seat"
    GOVERNANCE_MODE = "governance_mode", "治理模式", "Mode of governance"
    PATH_PHASE = "path_phase", "老旧小区治理改造阶段", "Phase of an old compound's path"
    MODEL_4321 = "model_4321", "“4321”管理模式", "Item of the 4321 model"
    AWARD = "award", "示范点和荣誉", "Model site or award"
    ASSESSMENT = "assessment", "年度述职评议", "Yearly assessment"
