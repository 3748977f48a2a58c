"""How records say how often and how far apart something is given: patterns over folded text, each of bounded reach."""

import re

COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
OFTEN = COUNTS | {
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "a": 1,
    "an": 1,
    "single": 1,
    "other": 2,
    "second": 2,
    "third": 3,
}
N = rf"(?:\d{{1,2}}|{'|'.join(COUNTS)})"
ALONE = r"(?<![\w.,/^+-])(?<!\d to )(?<!one to )(?<!two to )(?<!\d or )(?<!one or )(?<!- )"
"""Before a number that is no end of a range."""
UNIT = r"(?P<{0}>days?|d|weeks?|wks?|w|months?|mos?|years?)"
LENGTH = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}
GIFT = (
    r"(?:infusions?|injections?|doses?|does|administrations?|treatments?|transplantations?|transfusions?"
    r"|applications?|inhalations?|implantations?|instillations?|courses?|rounds?|sessions?)"
)
SOME = (
    r"(?:\([\w ]{1,12}\) |(?!(?:at|in|on|per|for|with|after|before|by|than|to|of|and|or|an?|the|every|each|x|will|was|were)\b)"
    r"[a-z-]{1,20} ){0,4}?"
)
MEASURES = (
    r"(?:cc|ml|mg|million|x|µ|%|weeks?|days?|months?|years?|hours?|min|minutes|patients|subjects|participants|kg|cm|g|l"
    r"|arms?|groups?|to|or|different|dose levels?|levels?|of|and|times|sites?|points?|m\b|log)\b"
)
NUMBERED = re.compile(
    rf"{ALONE}(?P<n>{N})(?: ?\(\d{{1,2}}\))? (?!{MEASURES}){SOME}(?P<g>{GIFT})\b(?!-)"
    r"(?! (?:groups?|levels?|cohorts?|escalat|arms?|are\b|regimens?|will be (?:tested|evaluated|studied|compared|used)"
    r"|tested|of \d{1,3}(?:\.\d)? ?m[lg]\b|[(:] ?(?:low|\d)))"
)
NO_COUNT_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:cd|exo|cohort|group|arm|phase|level|grade|stage|part|step|day|week|month|dose|type|(?:one|each|any|either)"
    r" of(?: the)?|the|these|those|into|first|last|initial|previous|at|between|escalating|increasing|different|visits?|age|aged|≥|>|<|≤)|,) ?$"
)
NO_COUNT_WITHIN = re.compile(
    r"\b(?:low|high|medium|med|middle|mid|levels?|escalation|different|escalating|divided|additional|extra|further|patients|subjects|participants)\b"
)
SITES = re.compile(
    r"\b(?:sites?|points?|spots|per injection|each injection|injections? x|transendocardial|endomyocardial|intramyocardial"
    r"|myocardi\w*|0\.\d+ ?(?:ml|cc)|per cm|cm apart|sciatic|ulcer|wound|lesions?|fistula\w*|scar|intramuscular|gastrocnemius)\b"
)
APART_IN_TIME = re.compile(
    r"\b(?:days?|weeks?|weekly|monthly|months?|intervals?|apart|daily|later|every|once|times(?! \d))\b"
)
STATED = re.compile(
    rf"\b(?:number of (?:the )?(?:infusions?|injections?|doses|administrations?|treatments?)|(?:infusion|injection|dose"
    rf"|administration|treatment)s? (?:number|times)) ?(?:is|was|will be|:|=) ?(?P<n>{N})(?![\d-]|\.\d)"
)
IN_ALL = re.compile(
    rf"{ALONE}(?P<n>{N}) (?:times|{GIFT}) (?:in total|totally|total|in all)\b"
    rf"|\b(?:in total|a total of|total of|totally) (?P<m>{N})(?: ?\(\d{{1,2}}\))? times\b(?! (?:a|per|each|daily))"
)
PER = re.compile(
    rf"{ALONE}(?P<n>{N})(?: ?\(\d{{1,2}}\))? (?:infusions?|injections?|doses|administrations?)\b[^.;]{{0,60}}?"
    rf"\b(?:per|a|each|every) {UNIT.format('p')}\b"
)
RUNNING = re.compile(
    rf"\b(?:for|on|over|x) ?(?P<n>{N}) (?:consecutive|successive|continuous) days\b|\b(?P<m>{N}) days in a row\b"
)
ORDINAL_DAYS = re.compile(
    r"(?<![\w.-])(?P<d>\d{1,3}(?:st|nd|rd|th)(?: days?)?(?:(?:, ?(?:and )?| and |、)(?:the )?\d{1,3}(?:st|nd|rd|th)(?: days?)?){1,9})"
    r"(?: (?P<k>weeks?|months?)\b)?"
)
HYPHENED = re.compile(r"(?<![a-z])(?P<k>days?|weeks?|months?) (?P<d>\d{1,3}(?:-\d{1,3}){2,9})(?![\d-])")
FROM_ZERO = re.compile(
    rf"\b(?:baseline|time (?:zero|0)|enrollment|inclusion)(?: \([^)]{{0,12}}\))?(?P<rest>(?: ?(?:,|and|, and|,? then|&) ?(?:(?:repeated|again) )?(?:at |after )?"
    rf"(?:(?:week|month|day)s? )?{N}(?:st|nd|rd|th)?(?: (?:days?|weeks?|months?))?(?: (?:after|post)(?! the)(?: [a-z]{{1,12}})?)?){{1,8}})"
    rf"(?: later)?(?![\w-])"
)
TIMES = re.compile(
    rf"{ALONE}(?P<n>{N})(?: ?\(\d{{1,2}}\))? (?:consecutive )?times\b"
    r"(?! ?(?:\d|(?:a|per|/|in a|each|every|greater|higher|more|larger|the|as|daily|weekly|upper|faster|lower|normal)\b))"
)
SINGLE = re.compile(
    r"(?<![a-z])(?:single|one[ -]time|one[ -]off|only once|unique|once only)"
    r"(?![ -](?:arm|group|cent|blind|site|country|masked|patient|donor|cell|cohort|cycles?\b))"
    r"(?: (?:[\w-]{1,25}|\([\w ]{1,12}\))){0,6}? (?:infusion|injection|dose|administration|treatment|transplantation|dosage|application"
    r"|implantation|bolus|instillation|transfusion|inhalation)s?\b|\bsingle[ -](?:dose|infusion|injection)\b"
    r"|\b(?:one|1)[ -]time\b|\bone (?:dos(?:e|age|is)|infusion|injection|administration)\b(?! (?:every|per|each|a week|weekly))"
    r"|\bonce\b(?! (?:(?:a|per|every|daily|weekly|monthly|in|the|week|they|patients?|you|all|it|informed|consent|each|there"
    r"|cells|for(?! the duration)|enough|this|these|subjects?|participants?)\b|inclu|enroll)|/|-)"
)
TWICE = re.compile(
    r"(?<![a-z])twice\b(?! (?:a|per|every|daily|weekly|in a(?! \d+[ -]\w{1,6}[ -]interval)|the|as|each|during)\b|/)"
    r"|\btwo (?:times|occasions)\b(?! (?:a|per)\b)"
)
MORE = r"(?:several|multiple|repeat(?:ed)?|double|two|twice|three|[23])"
OR_MORE = re.compile(
    rf"(?:\b(?:or|and|vs\.?|versus|combined)|/)[ -]?(?:[\w-]{{1,20}} )?{MORE}[ -](?:[\w-]{{1,20}} ){{0,2}}(?:times?\b|{GIFT}\b)"
)
"""'A single or repeated infusions': which of them is left open."""
ONE_GROUP, MORE_GROUP = (
    re.compile(
        rf"\b{count} (?:\w{{1,20}} ){{0,2}}?(?:dose|infusion|injection|admin\w{{0,12}}|treatment|time)s? (?:group|arm|cohort)\b"
    )
    for count in ("(?:single|one|1|once)", MORE)
)
"""'Single infusion group … double infusion group', in a text without hyphens."""
PHASES = re.compile(
    rf"\b(?:once|twice|single|{N})\b[^.;]{{0,80}}?\bfollowed by (?:repeated )?{N} times\b(?! (?:comparator|placebo|saline))"
)
"""'Twice … followed by three times': neither is the whole."""
SECOND_GIVEN = re.compile(
    r"\b(?:second|third|repeat) (?:dose|infusion|injection|administration)\b(?! of (?:the )?(?:placebo|saline))[^.;]{0,80}?"
    r"\b(?:will be|is|was|are|were) (?:also |then )?(?:given|administered|infused|injected|performed)\b"
)
PERHAPS = re.compile(
    r"\b(?:if|may|might|can|could|options?|optional|need\w*|depend\w*|in case|unless|possib\w*|not?|whether|when|offered"
    r"|eligible|previous\w*)\b"
)
TOTAL_OF = re.compile(
    rf"\btotal of (?P<n>{N})(?: ?\(\d{{1,2}}\))? (?:[a-z-]{{1,20}} ){{0,3}}?(?:injections|infusions|doses|administrations|treatments)\b"
)
EACH_DAY = re.compile(
    r"(?<![a-z])(?P<k>days?|d|weeks?|w|months?|wks?) ?(?P<first>\d{1,3})(?: ?\([^)]{0,45}\))?"
    r"(?P<rest>(?: ?(?:,|and|&|;|/|\.(?=d)|, ?and|、|\+)(?: ?(?:on|at|then))? ?(?:study )?(?:days?|d|weeks?|months?|w|wks?)? ?"
    r"\d{1,3}(?!\d|%|\.\d| ?(?:x|ml|mg|million|\^|patients|subjects|infus|inject|dose))(?: ?\([^)]{0,45}\))?){1,14})"
)
DAYS_FIRST = re.compile(
    r"(?<![\w.,-])(?P<d>\d{1,3}(?:(?:, ?(?:and )?| and | & ?|, ?& ?)\d{1,3}){1,9}) (?P<k>days?|weeks?|months?)\b(?! (?:of|old))"
)
SPAN = re.compile(
    r"(?<![a-z])(?P<k>days?|d) ?(?P<a>\d{1,2}) ?(?:-|to|through|until) ?(?:day|d)? ?(?P<b>\d{1,2})(?![\d.%])(?! ?(?:x|days|±))"
)
OBSERVED = re.compile(
    r"follow|(?<!screening )(?<!baseline )visit(?! ?\d)|assess|evaluat|measur|sampl|blood|monitor|mri\b|outcome|safety|controls? (?:will|at|on)|radiolog|tomogra|examin|scan"
    r"|laborator|questionnaire|score|collected|recorded|biops|survival|mortality|death|efficacy|endpoint|time ?points?|analys|observ|\bage\b|\baged\b|after birth|post[ -]?(?:natal|op)"
)
SEEN_AFTER = re.compile(
    r"[^.;]{0,30}?(?:(?:post|after|following)[ -](?:the )?(?:infusion|injection|treatment|administ|dosing|last)|(?<!of )follow[ -]?up"
    r"|assess|visit(?! ?(?:day|\d))|monitor)"
)
OTHER = re.compile(
    r"(?<![a-z])(?:\w{2,20}(?:mab|olone|asone|sporine?|limus|abine|platin|taxel|rubicin|phosphamide|phalan|mycin|cillin"
    r"|paratide)|mg|µg|mcg|prgf|prp|platel\w+|prednis\w+|steroids?|methotrexate|atg|tacrolimus|chemotherap\w+|insulin"
    r"|tablets?|capsules?|aspirin|heparin|exercises?|training|physiotherapy|nasal drop|drops|laser|radiotherapy"
    r"|creams?|ointment|sunscreen|levothyroxine|vitamin|diet|phone|telephone)(?![a-z])"
)
OF_OTHER = re.compile(
    rf" of (?:the |an? )?(?:(?:placebo|saline|hyaluron\w*|hialuron\w*)(?: acid)?+\b|{OTHER.pattern})"
    r"(?! ?(?:(?:and|with|plus|or|mixed|combined)\b|[+/,]))"
)
"""'A single injection of hyaluronic acid'; not 'of PRP and MSC'."""
EVERY = re.compile(
    rf"(?<![a-z])(?:(?P<o>once|twice|one|two|three|{N} times)(?: time)? )?"
    rf"(?:(?P<e>every|each|once (?:every|per|a|in)|per|a|in a)(?P<x> other)? ?(?:(?<= )|(?=\d))(?:(?P<n>{N}|second|third)"
    rf"(?: ?\(\d\))?(?:[ -]|(?<=\d)(?=[dwm])))?{UNIT.format('u')}|q ?(?P<q>\d{{1,2}}) ?(?P<v>[dwm]))\b"
    r"(?! (?:after|before|post|prior|old|of|to \d))"
)
APART = re.compile(
    rf"{ALONE}(?P<n>{N}|a)[ -]{UNIT.format('u')}(?:[ -](?:intervening |dosing |treatment )?interval\w*|[ -]apart|[ -]separat\w*"
    r"| between (?:infusions|injections|doses|administrations|treatments|each|the))"
    rf"|(?:intervals?|separated|apart|distance|gap)(?: time)?(?: [a-z]{{1,15}}){{0,3}}? (?P<m>{N}|a)(?: ?\(\d\))?[ -]{UNIT.format('v')}\b"
)
LATER = re.compile(
    rf"\b(?:second|repeat(?:ed)?|re-?injection|again|another)\b[^.;\d]{{0,80}}?(?<![\w.,/-])(?P<n>{N}|a|\d{{3}})(?: ?\(\d\))?[ -]"
    rf"{UNIT.format('u')}(?: [a-z]{{1,12}}){{0,2}}? ?(?:later|after|following|apart|post|from)\b"
)
SECOND_AFTER = re.compile(
    rf"\bsecond (?:dose|infusion|injection|administration|one)\b[^.;\d]{{0,40}}?\bafter (?P<n>{N}) {UNIT.format('u')}\b"
)
RHYTHMS = {
    "daily": 1.0, "every day": 1.0, "weekly": 7.0, "biweekly": 14.0, "bi-weekly": 14.0, "fortnightly": 14.0,
    "monthly": 30.4375, "qw": 7.0, "q2w": 14.0, "q4w": 28.0, "bimonthly": 60.875, "quarterly": 91.3125,
    "trimonthly": 91.3125, "qd": 1.0, "yearly": 365.25, "annually": 365.25,
}  # fmt: skip
RHYTHM = re.compile(
    rf"(?<![a-z-])(?P<o>once |twice |two times |three times |{N} times )?(?P<r>{'|'.join(sorted(RHYTHMS, key=len, reverse=True))})(?![a-z])"
)
FOR = re.compile(
    rf"(?:[^.;]|\.(?=\d)){{0,90}}?(?<![a-z])(?:for|x|during|over|within|in)(?: a period of)? ?(?:each of |the first |a total of "
    rf"|total of |up to |continuous |consecutive |the (?:following|next|subsequent) )?(?:(?P<n>{N})(?! ?(?:-|to\b|or\b))"
    rf"(?: ?\(\d{{1,2}}\))?[ -]?|(?<=first ))(?:more |additional )?(?:consecutive |continuous |successive )?"
    rf"(?:{UNIT.format('u')}\b|(?P<g>{GIFT}|times|cycles?|sessions)\b)(?! (?:after|before|post|prior|old))"
)
FROM_TO = re.compile(
    r"[^.;]{0,30}?\bfrom (?P<u>days?|weeks?|months?) (?P<a>\d{1,3}) ?(?:to|until|through|-) ?(?:(?:days?|weeks?|months?) )?(?P<b>\d{1,3})\b"
)
"""'every 4 weeks from week 0 to week 36'."""
LASTS = re.compile(r"\b(?:stud(?:y|ies)|trial|follow(?!ing)\w*|lasts?|visits?|observ\w*|surviv\w*)\b")
PRODUCT = re.compile(
    r"(?<![a-z])(?:[a-z-]{0,12}mscs?|(?:stem|stromal|mesenchymal) cells?|cells? infusions?|exosomes?)(?![a-z])"
)
RECEIVED = re.compile(
    r"(?<![a-z])(?:(?:patients?|subjects?|participants?) (?:(?:will|shall|then|each|were|are) ){0,2}(?:receive[ds]?|(?:be )?(?:given|infused|administered))"
    r"|(?:doses|infusions|injections|administrations) (?:will be|are|were))(?![a-z])"
)
GIVEN = re.compile(
    r"(?<![a-z])(?:inject\w*|infus\w*|administ\w*|receiv\w*|given|dos(?:e|es|ed|age)|transplant\w*|implant\w*|treat(?:ed|ments?))"
    r"(?![a-z])"
)
NO_COUNT_AFTER = re.compile(
    r" ?(?:of )?(?:placebo|prednis|atg|cyclo|chemo|plate|prp|prgf|saline|hyaluron|teripar|insulin)"
)
EACH_VISIT = re.compile(
    r"(?:each|every|all) (?:of (?:the|these) )?(?:infusion )?(?:visits?|sessions?)[^.;]{0,60}$"
)
"""'At each visit one infusion': what one visit brings."""
GIVEN_ON = re.compile(
    r"(?:inject|infus|administ|given|transplant|receiv)\w*[^.;]{0,40}\b(?:on|at)(?: the)? $"
)
SENTENCE = re.compile(r"[.;](?:\s|$)")
DAY_WORD = re.compile(r"day|week|month|wk|d(?<!\wd) ?\d|w(?<!\ww) ?\d")
RHYTHM_WORD = re.compile(
    r"every|each|once|twice|times|per |week|daily|month|fortnight|quarter|year|annual|q(?<!\wq)\w?\d?\w|two|three"
)
ZERO = re.compile(r"baseline|time zero|time 0|enrollment|inclusion")
GIFTS = (
    "infusion", "injection", "dose", "does", "administration", "treatment", "transplantation", "transfusion", "application",
    "inhalation", "implantation", "instillation", "course", "round", "session",
)  # fmt: skip
AGAIN = ("second", "repeat", "injection", "again", "another")
ONCE = ("single", "one", "once", "unique", "1 time", "1-time")
