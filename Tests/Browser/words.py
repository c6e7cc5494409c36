"""What a person presses and reads, in both languages: as it stands in Shared/Pages/Words."""

WORDS = {
    "en": {
        "cancel": "Cancel this order …", "continue": "Continue", "send": "Send the cancellation", "here": "Here",
        "pulled": "Pulled — I have it", "voided": "Label voided", "shelf": "To the shelf", "list": "‹ List",
        "adjust": "Adjust …", "record": "Record the change", "done": "Done — nothing more comes", "save": "Save",
        "saved": "Saved.", "safe": "it can be cancelled now", "looking": "is looking for the parcel",
        "stopped": "Stopped in the warehouse.", "available": "Cancelled before work started.", "addsUp": "adds up",
        "recorded": "Recorded.", "letGo": "let it go", "keepIt": "Keep it here", "unknown": "unknown here", "wanted": "Wanted:",
        "wrong": "Correct this first", "unread": "Its label cannot be read — go on without", "late": "Late",
        "fine": "Nothing is late.", "nothing": "Nothing for", "sure": "not sure", "counted": "counted",
        "missing": "Nothing is here under this name.", "find": "Find", "why": "Why?", "open": "Open now",
        "times": "Do we keep our times?", "none": "No case of this kind", "return": "Create a return order",
        "newReturn": "Create the return order", "created": "is created", "refused": "Refused", "units": "Units",
        "settings": "Settings", "alreadySaid": "Already said by", "correct": "Correct this",
    },
    "zh": {
        "cancel": "取消该订单……", "continue": "继续", "send": "提交取消", "here": "在仓", "pulled": "已拦下",
        "voided": "面单已作废", "shelf": "上架", "list": "‹ 列表", "adjust": "调整……", "record": "记录变动",
        "done": "完成，不再到货", "save": "保存", "saved": "已保存。", "safe": "现在可以取消", "looking": "正在核实包裹是否在仓",
        "stopped": "拦截成功。", "available": "已取消：仓库尚未作业", "addsUp": "账目相符", "recorded": "已记录。",
        "letGo": "放行", "keepIt": "已拦截，请留下", "unknown": "系统暂无", "wanted": "应为", "wrong": "请先更正以下内容",
        "unread": "标签无法读取，跳过核对", "late": "逾期", "fine": "没有逾期。", "nothing": "没有找到", "sure": "去向待核实",
        "counted": "盘点", "missing": "此处没有该名称的内容。", "find": "查找", "why": "原因是什么？", "open": "处理中",
        "times": "是否按时？", "none": "没有符合条件的取消单", "return": "创建退货单", "newReturn": "创建退货单",
        "created": "已创建", "refused": "已拒绝", "units": "件数", "settings": "设置", "alreadySaid": "报告，未重复发送",
        "correct": "更正",
    },
}

# Words of the wire format: none of them reaches a person.
WIRE = (
    "awaitingVerification awaitingInterception awaitingRestock awaitingRelease awaitingOutbound cancelledBeforeWork "
    "interceptedAndRestocked leftBeforeInterception partialAfterWorkStarted noAnswerFromWarehouse goodsMissing "
    "verifyGoods interceptParcel voidLabel putAway stopWork waitingForOrder partlyStopped buyerChangedMind duplicateOrder "
    "withCarrier inWarehouse awaitingArrival partlyReceived returnOrder insufficientStock unknownSku outboundOrder "
    "fulfillment. nextAction createReturn contactWarehouse releasing verifying intercepting restocking"
).split()
