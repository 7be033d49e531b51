"""Tables with Chinese headers as people keep them: 金额（万元）, 月份 as 2025年3月, 门诊记录, 是否, 余额; one class a line."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

import pytest

from assistant.plan import Clarify, Compute, Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

GRADES = ("本科", "硕士", "大专")
WORLD = reader_of(
    departments=[{"dept_id": n, "dept_name": name} for n, name in enumerate(("研发部", "市场部", "客服部"), 1)],
    employees=[
        {
            "emp_id": f"E{n:03}", "emp_name": f"员工{n}", "dept_id": 1 + n % 3, "education": GRADES[n % 3 if n % 4 else 0],
            "hire_date": f"20{18 + n % 6}-0{1 + n % 9}-11", "leave_date": f"2025-0{1 + n % 5}-20" if n % 4 == 0 else None,
            "monthly_salary": 5000 + 100 * n, "emp_status": "离职" if n % 4 == 0 else "在职",
        }
        for n in range(1, 41)
    ],
    attendance=[
        {"record_id": n, "emp_id": f"E{1 + n % 40:03}", "work_date": f"2025-0{1 + n % 6}-{1 + n % 28:02}", "status": ("正常", "迟到", "请假", "正常", "早退")[n % 5]}
        for n in range(1, 200)
    ],
    trainings=[
        {"training_id": n, "emp_id": f"E{1 + n % 30:03}", "course_name": ("安全生产", "管理技能")[n % 2], "train_date": f"2025-0{1 + n % 6}-15", "is_passed": "是" if n % 3 else "否"}
        for n in range(1, 80)
    ],
    performance=[{"review_id": n, "emp_id": f"E{1 + n % 20:03}", "grade": "ABC"[n % 3], "review_quarter": f"2025Q{1 + n % 2}"} for n in range(1, 50)],
)  # fmt: skip
CLAIMS = reader_of(
    理赔=[
        {"理赔号": f"LP{n:04}", "报案日期": f"2025-0{1 + n % 6}-{1 + n % 28:02}", "理赔金额(万元)": round(0.5 + n % 37 + n / 100, 2), "理赔状态": ("已赔付", "审核中")[n % 2], "销售渠道": ("官网", "电话销售", "银行代销")[n % 3]}
        for n in range(1, 150)
    ],
    门诊记录=[{"门诊号": f"M{n:04}", "就诊日期": f"2025-0{1 + n % 6}-{1 + n % 28:02}", "挂号类型": ("普通号", "专家号")[n % 2]} for n in range(1, 150)],
    贷款=[{"贷款编号": f"D{n:04}", "放款日期": f"2025-0{1 + n % 6}-{1 + n % 28:02}", "年利率(%)": 2.5 + n % 5, "期限(月)": (12, 36, 360)[n % 3]} for n in range(1, 120)],
)  # fmt: skip


def plan_of(text: str, world=WORLD) -> str:
    return compact(world.read(Question.of(text)))


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("绩效A的有多少人", "employee_count if exists performance performance.grade eq A"),
        ("绩效A的人数", "employee_count if exists performance performance.grade eq A"),
        ("管理技能的及格人数", "employee_count if exists training all_of(training.course_name eq 管理技能; training.is_passed eq 是)"),
        ("工资最高的三个人", "list of each employee by employee.emp_name, employee.monthly_salary top 3 employee.monthly_salary desc"),
        ("迟到最多的人", "attendance_count of each employee by employee.emp_name if attendance.status eq 迟到 top 1 attendance_count desc"),
        ("迟到次数最多的部门", "attendance_count of each department by department.dept_name if attendance.status eq 迟到 top 1 attendance_count desc"),
        ("6月迟到了多少次", "attendance_count in month:2026-06 if attendance.status eq 迟到"),
        ("今年离职人数", "employee_count on employee.leave_date in this:year if employee.emp_status eq 离职"),
        ("今年在职人数", "employee_count in this:year if employee.emp_status eq 在职"),
        ("硕士占比", "employee_count by employee.education if employee.education eq 硕士 share total"),
    ],
)  # fmt: skip
def test_people_and_what_happened_to_them(text, plan):
    assert plan_of(text) == plan


def test_each_department_has_its_own_first_of_the_people():
    assert plan_of("每个部门工资最高的人") == plan_of("每个部门工资最高的员工")
    assert "per department.dept_name" in plan_of("每个部门工资最高的人")


@pytest.mark.parametrize("text", ["2024年入职的离职员工有几个", "2024年入职且离职的员工"])
def test_one_period_beside_two_dates_is_refused(text):
    assert isinstance(WORLD.read(Question.of(text)).outcome, Refuse)


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("claims over 100,000 yuan", "理赔金额超过10万的理赔", "理赔_count if 理赔.理赔金额_万元 gt 10"),
        ("claims with claim amount over 10", "理赔金额超过10的理赔", "理赔_count if 理赔.理赔金额_万元 gt 10"),
        ("claims with claim amount between 50k and 100k", "理赔金额在5万到10万之间的理赔", "理赔_count if 理赔.理赔金额_万元 between 5,10"),
        ("total claim amount", "总理赔金额", "理赔金额_万元"),
        ("total claims", "理赔总数", "理赔_count"),
    ],
)  # fmt: skip
def test_amounts_meet_columns_in_ten_thousands_in_their_own_unit(english, chinese, plan):
    assert (plan_of(english, CLAIMS), plan_of(chinese, CLAIMS)) == (plan, plan)


def test_a_bare_number_that_could_be_in_either_unit_is_refused():
    assert plan_of("理赔金额超过50000的理赔", CLAIMS).startswith("! not_supported")


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("6月门诊量", "门诊记录_count in month:2026-06"),
        ("按渠道看理赔金额", "理赔金额_万元 by 理赔.销售渠道"),
        ("银行代销占了多少理赔金额", "理赔金额_万元 by 理赔.销售渠道 if 理赔.销售渠道 eq 银行代销 share total"),
        ("利率高于5%的贷款有多少", "贷款_count if 贷款.年利率 gt 5"),
        ("期限为360个月的贷款有多少", "贷款_count if 贷款.期限_月 eq 360"),
        ("审核中的理赔有几件", "理赔_count if 理赔.理赔状态 eq 审核中"),
    ],
)  # fmt: skip
def test_short_names_units_and_measure_words(text, plan):
    assert plan_of(text, CLAIMS) == plan


def test_a_share_of_what_two_values_choose_is_not_guessed():
    assert not isinstance(WORLD.read(Question.of("研发部的硕士占比")).outcome, Compute | Clarify)
