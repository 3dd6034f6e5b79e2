"""Why a case refuses a command; every class is a stable code (see `Refusal`)."""

from __future__ import annotations

from domain.errors import Refusal


class NotAdopted(Refusal):
    zh = "诉求 {id} 是历史导入记录，须先接管才能办理。"
    en = "Case {id} is an imported record; it must be adopted before it is handled."
    fields = ("id",)


class AlreadyAdopted(Refusal):
    zh = "该诉求已在本系统办理，不能再接管，也不能由导入文件改写。"
    en = "The case is handled here; it cannot be adopted again or changed by an import."
    fields = ("id",)


class TimeBeforeReport(Refusal):
    zh = "发生时间不能早于诉求登记时间。"
    en = "Nothing can happen to a case before it was recorded."
    fields = ("at",)


# --- intake -------------------------------------------------------------------------


class ReporterNotExpected(Refusal):
    zh = "主动发现的问题没有诉求人。"
    en = "A proactive finding has no reporter."
    fields = ("reporter",)


class AlreadyReporter(Refusal):
    zh = "该诉求人已在本诉求中登记。"
    en = "This person is already a reporter of the case."
    fields = ("reporter",)


class AlreadyJoint(Refusal):
    zh = "该诉求已认定为联名诉求。"
    en = "The case is already declared joint."
    fields = ("id",)


class TooFewReporters(Refusal):
    zh = "现有 {reporters} 名诉求人，认定联名诉求至少需要 {needed} 名或由有关组织提出。"
    en = "There are {reporters} reporters; a joint case needs {needed}, or a body."
    fields = ("by_body",)


class MergeIntoItself(Refusal):
    zh = "诉求不能并入自身。"
    en = "A case cannot be merged into itself."
    fields = ("into",)


class NotTheReporter(Refusal):
    zh = "居民只能处理自己提出的诉求。"
    en = "A resident acts only on a case that they reported."
    fields = ("id",)


class FutureTime(Refusal):
    zh = "{field} 不能晚于当前时间。"
    en = "{field} cannot lie in the future."


# --- handling -----------------------------------------------------------------------


class NotMainHandler(Refusal):
    zh = "执法类诉求不得由居民委员会主办（接诉17）。"
    en = "A neighbourhood committee may not be main handler of an enforcement matter."
    fields = ("party",)


class NoSecondTransfer(Refusal):
    zh = "职责已裁定由 {party} 承担，不得再次转办。"
    en = "It was decided that {party} is competent; there is no second transfer."
    fields = ("party",)


class RoleBelowLevel(Refusal):
    zh = "诉求已到 {level} 级，{role} 不能直接受理，须先派单。"
    en = "The case is at {level}; {role} can accept it only when it is assigned."
    fields = ("id",)


class NoReporter(Refusal):
    zh = "该诉求没有可联系的诉求人。"
    en = "The case has no reporter to contact."
    fields = ("id",)


class UnknownMilestone(Refusal):
    zh = "“{meets}”不是当前未完成、可由进展记录完成的时限节点。"
    en = "{meets!r} is no open milestone that a note of progress can meet."
    fields = ("meets",)


class PauseNotAllowed(Refusal):
    zh = "暂停截止时间须晚于现在，且因“{reason}”最长暂停至 {latest}。"
    en = "A pause for {reason} must end after now and by {latest}."
    fields = ("until",)


class MediationNotAgreed(Refusal):
    zh = "调解须双方同意后才可暂停计时。"
    en = "Clocks pause for mediation only once both sides have consented."
    fields = ("reason",)


class DisputeTooLate(Refusal):
    zh = "职责异议须在收到后一个工作日内提出（截止 {deadline}）。"
    en = "A dispute of competence had to be raised by {deadline}."
    fields = ("id",)


class DisputedOnce(Refusal):
    zh = "职责异议只能提出一次。"
    en = "Competence can be disputed only once."
    fields = ("id",)


class NoOpenDispute(Refusal):
    zh = "没有待裁定的职责异议。"
    en = "There is no dispute of competence to decide."
    fields = ("id",)


class HighestLevel(Refusal):
    zh = "诉求已在最高层级。"
    en = "The case is at the highest level."
    fields = ("id",)


# --- departments --------------------------------------------------------------------


class NotWhistleOrigin(Refusal):
    zh = "按本地规则，{role} 不能吹哨。"
    en = "Under the rules of this place {role} cannot whistle."
    fields = ("id",)


class UnknownDepartment(Refusal):
    zh = "“{department}”不是可以吹哨的部门。"
    en = "{department} is no department that can be called."
    fields = ("departments",)


class AlreadyCalled(Refusal):
    zh = "部门 {department} 已被吹哨，尚未反馈结果。"
    en = "Department {department} is called already and has not filed its result."
    fields = ("departments",)


class NotCalled(Refusal):
    zh = "部门 {department} 未被吹哨。"
    en = "Department {department} was not called."
    fields = ("department",)


class AlreadyReportedIn(Refusal):
    zh = "部门 {department} 已报到。"
    en = "Department {department} has reported in already."
    fields = ("department",)


class NotReportedIn(Refusal):
    zh = "部门 {department} 尚未报到。"
    en = "Department {department} has not reported in yet."
    fields = ("department",)


class StepAlreadyFiled(Refusal):
    zh = "部门 {department} 已反馈“{step}”。"
    en = "Department {department} has filed its {step} already."
    fields = ("step",)


class NoEnforcementDuty(Refusal):
    zh = "分类 {category} 没有可移交 {department} 的执法职责。"
    en = "In category {category} there is no duty of {department} to enforce."
    fields = ("department",)


class AlreadyHandedOver(Refusal):
    zh = "已移交 {department}，尚未反馈。"
    en = "The case is with {department} already, which has not answered yet."
    fields = ("department",)


class NotHandedOver(Refusal):
    zh = "没有移交给 {department} 的事项。"
    en = "Nothing was handed over to {department}."
    fields = ("department",)


# --- mediation ----------------------------------------------------------------------


class MediationOpen(Refusal):
    zh = "已有正在进行的调解。"
    en = "A mediation is under way already."
    fields = ("id",)


class NoMediation(Refusal):
    zh = "没有正在进行的调解。"
    en = "No mediation is under way."
    fields = ("id",)


class MediatorRecused(Refusal):
    zh = "办理人或当事人不得担任调解员。"
    en = "A handler or a party of the case cannot mediate it."
    fields = ("mediator_id",)


class AlreadyConsented(Refusal):
    zh = "该方已同意调解。"
    en = "This side has consented already."
    fields = ("side",)


class NotYourSide(Refusal):
    zh = "居民只能代表己方同意调解：诉求人为 reporter，对方为 other。"
    en = "Residents consent for their own side: reporter if they reported, else other."
    fields = ("side",)


class ConsentMissing(Refusal):
    zh = "双方同意后才能达成调解协议。"
    en = "There is no agreement before both sides have consented to mediate."
    fields = ("outcome",)


# --- settling -----------------------------------------------------------------------


class VerifierIsHandler(Refusal):
    zh = "办理人不能回访自己办理的诉求。"
    en = "Whoever handled a case cannot verify it."
    fields = ("id",)


class ReopenTooLate(Refusal):
    zh = "重新办理须在结案后十五日内提出（截止 {deadline}），请重新登记。"
    en = "The case could be reopened until {deadline}; please report it anew."
    fields = ("id",)


# --- corrections --------------------------------------------------------------------


class NothingToCorrect(Refusal):
    zh = "与现有记录相同，无需更正。"
    en = "That is what the record says already."


class AlreadyLinked(Refusal):
    zh = "该外部工单已关联。"
    en = "That outside number is linked already."
    fields = ("reference",)


class NotVoidable(Refusal):
    zh = "第 {entry} 条记录不能作废，只有备注、联系、附件、关联和进展可以作废。"
    en = (
        "Entry {entry} cannot be void: only notes, contacts, files, links and progress."
    )
    fields = ("entry",)


class AlreadyVoid(Refusal):
    zh = "第 {entry} 条记录已作废。"
    en = "Entry {entry} is void already."
    fields = ("entry",)


class NoSuchText(Refusal):
    zh = "第 {entry} 条记录没有文本“{path}”。"
    en = "Entry {entry} has no text {path!r}."
    fields = ("entry", "path")


class MaskForbids(Refusal):
    zh = "该文本的公开级别为 {required}，不能按 {mask} 公开。"
    en = "The mask class of this text is {required}; it cannot be released as {mask}."
    fields = ("mask",)


class AlreadyReleased(Refusal):
    zh = "该文本已公开。"
    en = "This text is released already."
    fields = ("entry", "path")
