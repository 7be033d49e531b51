"""Everyday words of business tables in both languages, for naming what inference finds.

Rule: one line per word, English and Chinese side by side; nothing here knows a particular table. A name is
translated only when every one of its words is listed, so a half-translated label never appears.
"""

from __future__ import annotations

from collections.abc import Mapping

_PAIRS = """
account 账户|address 地址|age 年龄|amount 金额|average 平均|balance 余额|brand 品牌|budget 预算
business 商家|buyer 买家|campaign 活动|car 汽车|category 类别|channel 渠道|city 城市|class 班级
color 颜色|comment 评论|company 公司|complaint 投诉|cost 成本|count 数量|country 国家|county 县
coupon 优惠券|course 课程|created 创建|currency 币种|customer 客户|date 日期|day 日|delivery 配送
department 部门|description 描述|device 设备|discount 折扣|distance 距离|district 区|driver 司机|duration 时长
email 邮箱|employee 员工|end 结束|event 事件|expense 费用|fare 车费|fee 费用|gender 性别
gross 毛|group 组|height 身高|hour 小时|income 收入|industry 行业|inventory 库存|invoice 发票
item 商品项|job 职位|language 语言|level 等级|likes 点赞数|line 明细|loan 贷款|location 位置
make 厂商|manager 经理|margin 毛利|market 市场|member 会员|method 方式|model 型号|month 月份
name 名称|net 净|number 编号|order 订单|origin 产地|owner 负责人|page 页面|patient 患者
payment 付款|percent 百分比|person 人员|phone 电话|plan 计划|platform 平台|points 积分|population 人口
position 职位|price 价格|product 商品|profit 利润|project 项目|province 省份|quantity 数量|quarter 季度
rank 排名|rate 比率|rating 评分|reason 原因|received 收到|refund 退款|region 地区|restaurant 餐厅
return 退货|revenue 收入|review 评价|ride 行程|role 角色|salary 薪资|sale 销售|sales 销售额
salesperson 销售员|score 分数|season 季节|segment 分群|seller 卖家|service 服务|session 会话|shipping 运费
shop 店铺|size 尺寸|source 来源|speed 速度|staff 员工|start 开始|state 州|status 状态
stock 库存|store 门店|street 街道|student 学生|sub 子|subject 科目|supplier 供应商|tax 税额
teacher 教师|team 团队|ticket 工单|time 时间|tip 小费|title 标题|total 总额|transaction 交易
type 类型|unit 单位|user 用户|value 值|vendor 供应商|visit 访问|visits 访问量|warehouse 仓库
weight 重量|year 年份
""".replace("\n", "|")

EN_TO_ZH: Mapping[str, str] = dict(pair.split(" ") for pair in _PAIRS.strip("|").split("|"))
ZH_TO_EN: Mapping[str, str] = {zh: en for en, zh in reversed(list(EN_TO_ZH.items()))}

ABBREVIATIONS: Mapping[str, str] = {
    "amt": "amount", "qty": "quantity", "cnt": "count", "num": "number", "no": "number",
    "nbr": "number", "addr": "address", "cust": "customer", "prod": "product", "cat": "category",
    "desc": "description", "dt": "date", "ts": "time", "crtd": "created", "upd": "updated",
    "avg": "average", "pct": "percent", "dept": "department", "emp": "employee", "inv": "invoice",
    "trans": "transaction", "txn": "transaction", "acct": "account", "mgr": "manager", "rev": "revenue",
    "yr": "year", "mth": "month", "mon": "month", "wk": "week", "std": "standard",
    "tot": "total", "ord": "order",
}  # fmt: skip
