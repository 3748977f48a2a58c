"""The words around a number that say what it counts, per what, of what course it is, and that it is no dose.

Patterns over folded text; each looks at a bounded stretch, so that reading stays linear in the text.
"""

import re

CELL = (
    r"(?:cells?|cels|cellls|celulas|[a-z-]{0,12}mscs?|[a-z-]{0,12}(?:as|bms|ads|dps|wjs|ums|hp|mens)cs?|mpcs?|stem"
    r"|mesenchym\w{0,12}|stromal|viable|hmsc|pl[xc]-pad|tmscs?|mscx?|csm|cme|cell number|ml-pc|msvs?)"
)
CELLS_AFTER = re.compile(
    rf"(?P<near>[^.;:,)\d]{{0,60}}?(?<![a-z]){CELL}(?![a-z]))|[^.;:\d]{{0,60}}?(?<![a-z]){CELL}(?![a-z])"
)
CELLS_BEFORE = re.compile(rf"(?<![a-z]){CELL}[\s):,(=-]*(?:\w+[\s:,(-]+){{0,5}}$")
CELLS_JUST_BEFORE = re.compile(rf"(?<![a-z]){CELL}[\s):,(=-]*$")
PARTICLE = re.compile(
    r"[^.;:\d]{0,40}?\b(?:nano ?)?(?:particles?|vesicles?|exosomes?|evs?|exos?|nanoparticles?)\b"
)
PER_KG = re.compile(
    r"[^.;:\d]{0,70}?(?:/|\bper\b|\bp\.|(?<![a-z])x(?=kg)|(?<![a-z])x(?![a-z])|\*|\bfor each\b|\bevery\b|\beach\b|\bby\b"
    r"|\ba\b|\bof\b|\()\s*\(?(?:1 ?)?"
    r"(?:(?:each|patient'?s?|recipient'?s?|subject'?s?|participant'?s?|body|actual|ideal|the|of|weight|dose"
    r"|dry|infusion|every|host'?s?|donor|one|single|receiver'?s?)[\s-]*/?\s*\(?){0,5}"
    r"(?:kgs?\b|kg(?=bw|bb|of|body)|kilograms?|kilogramme|kilos?\b|bw\b|body ?weight|weight)(?! ?range)"
)
KG_FIRST = re.compile(r"\s*kg ?/? ?(?:bb|bw|body)(?![a-z])")
PER_KG_BEFORE = re.compile(
    r"(?:(?:/|\bper) ?(?:kg|kilogram|body ?weight)(?: of)?(?: body ?weight| bw)?[)\]]?(?: is| of| was| at|:|,|=|-)*"
    r"|(?:\bkg\)?|\bweight(?: \(kg\))?) ?[x*]) ?$"
)
PER_CM2 = re.compile(
    r"[^.;\d]{0,40}?(?:/|\bper\b|\beach\b)\s*(?:1 ?)?(?:square[ -]?(?:cm|centim\w{0,8})|sq\.? ?cm"
    r"|centimet\w{0,5} squared?|cm ?(?:\^ ?)?[2²]|cm sq)"
)
PER_CM2_BEFORE = re.compile(r"(?:\beach|\bper|/) ?(?:square cm|cm ?\^?[2²])[^.;\d]{0,30}$")
PER_M2 = re.compile(
    r"[^.;\d]{0,40}?(?:/|\bper\b)\s*(?:m ?\^?[2²](?!\w)|(?:square met|met\w{1,2} squared?|sqm\b))"
)
PER_ML = re.compile(
    r"[^.;,()\d]{0,45}?(?:/|\bper\b|\bin each\b|\beach\b)\s*(?:1(?:\.0)? ?)?(?:ml|cc|cm ?\^?[3³]|milliliters?"
    r"|millilitres?|cubic cent\w{1,8}|(?P<u>ul|µl|microliters?|microlitres?))(?!\w)"
)
OF_TISSUE = re.compile(r"cm ?\^?[3³]$|cubic cent\w{1,8}$")
"""Per volume of a lesion, which no syringe's volume multiplies."""
IN_ONE_ML = re.compile(r"[^.;,()\d]{0,30}?/ ?1 ?(?:ml|cc)\b")
"""'Dose: 4 x 10^7 cells/1 mL': a volume, where the words before say dose."""
SHARE = re.compile(r"[^.;\d]{0,20}?/ ?\d{1,3} ?kg\b")
"""'5 million/20kg': what a body of that weight gets, said beside the dose per kg."""

_OTHER_CELLS = (
    r"platelets?|plt|leu[ck]oc|neutroph|granuloc|cd34|cd3\b|cd3\+|cd133|cd4\b|cd4\+|cd8|c-?kit|hcscs?\b|cscs\b"
    r"|total nucleated|nucleated|tncs?\b|t[ -]cells?|t[ -]lympho|nk cells?|lymphoc|red blood|erythro|wbc|total mononuclear"
    r"|mononuclear|mncs?\b|bm-?mnc|pbmcs?|pbscs?\b|pbpcs?\b|treg|regulatory|hematopoietic|haematopoietic|hscs?\b|cd45"
    r"|fibroblasts|chondrocytes|keratinocytes|hepatocytes|islets?\b|myoblasts|gene-modified|car-?t|neural (?:progenitor|stem)|npcs?\b|nscs?\b|endothelial|epc\b"
)
OTHER_CELLS_AFTER = re.compile(
    r"[ ,(-]*(?:(?:of|autologous|allogeneic|allogenic|donor|human|viable|live|total|marrow|bone|frozen|the|purified"
    rf"|selected|unmanipulated)[ -]){{0,4}}(?:{_OTHER_CELLS})"
)
OTHER_CELLS_BEFORE = re.compile(
    rf"(?<![a-z])(?:{_OTHER_CELLS}|stem cell graft|marrow graft|(?:hsc|bm|pbsc)[ -](?:graft|infusion|transplant\w*)"
    r"|donor lymphocytes?|sperm)[^.;:,]{0,60}$"
)
OWN_WORDS = re.compile(r"(?:(?!\b(?:and|plus|with|followed|then)\b)[^.;,:]){0,70}")
"""The words after a number that are surely its own."""
OUR_CELLS = re.compile(r"(?<![a-z])(?:[a-z-]{0,12}mscs?|mesenchym|stromal|mpcs?)")

_NOT_CELLS = (
    r"/ ?l\b|per l\b|per lit|/ ?dl|iu\b|u/|u\b|people|patients|persons?\b|americans|cases|individuals|new |dollars"
    r"|usd|copies|cfu|colony|spores|years?|deaths|births|live (?:births|children)|children|bp\b|ppm|women|men\b|adults"
    r"|hospital|times|/ ?mm|/ ?µl|/ul|/ ?mcl|per mm|cells/ ?(?:ul|mm|µl|l\b)|cells per (?:ul|mm|µl|micro|well|flask|field)"
    r"|cells? ?/ ?(?:l\b|well|flask)|international|euro|visits|mhz|hz\b|daltons?|g\b|rpm|vg\b|pfu|viral|vp\b|inhabitants"
    r"|population|worldwide|of the (?:population|world|us|adult|people|patients)|knee|surger|procedures|clusters"
    r"|events|reads|doublings|-?fold"
)
NO_DOSE_AFTER = re.compile(rf"[ ,(-]*(?:{_NOT_CELLS})")
UNITS_AFTER = re.compile(r" ?units?\b(?! ?/ ?kg)(?! of [^.;]{0,40}?(?:cell|msc))")
A_RATE = re.compile(r"[^.;\d]{0,30}?(?:/ ?|\bper )(?:min(?:ute)?s?|hours?|hr?|sec(?:ond)?s?)\b")
NO_DOSE_BEFORE = re.compile(
    r"(?:(?<![a-z] )\b1 ?:|\b1/|epinephrine|adrenalin\w*|(?<!cell )(?<!cells )count[s]?|seed\w*|densit\w+|plated"
    r"|inoculat\w+|viab\w+|affect\w*|estimated|neutrophils?|leukocytes?|wbc|anc|hemoglobin|lymphocytes?|platelets?"
    r"|penicillin|heparin|rbc|(?<!dose )(?<!dosage )(?:≥|>=?)|nct|no\.|number:|protocol|tel|phone|version"
    r"|erythrocytes?|granulocyt\w+|\$|\bind\b|eudract|isrctn|irb|subculture\w*|trypsin\w*|passag\w+ at|re-?plat\w+|every year|worldwide|yield\w*)"
    r"(?:\s*(?:at|of|is|was|with|<|>|≥|≤|=|:|a|to|the|about|approximately|rate|number|level|than|above|below"
    r"|\(|in|were|are|concentration|an?|cells?))*[\s(:]*$"
)
SEEDING = re.compile(
    r"\b(?:seed(?:ed|ing)|plated|plating|inoculated|subcultur\w+|confluen\w+|flasks?|resuspended at)\b"
)
SCAFFOLD = re.compile(r"scaffold|matrix|sponge|membrane|implant|collagen")
LABORATORY = re.compile(
    r"flow cytomet|\bfacs|\bstain|in vitro|\bassay|per well|\bpcr\b|antibod|\bcolon(?:y|ies)\b|laser|(?<!kilo)gram of|per gram|(?:is|are) found|on average\b|culture plate"
)
ELSEWHERE = re.compile(
    r"(?<![a-z])(?:previous(?:ly)?|prior (?:study|studies|trials?)|earlier|reported|published|et al|literature|showed|shown"
    r"|demonstrated|has completed|have completed|completed (?:the )?(?:phase|trial|study)|preclinical|pre clinical|mice|mouse"
    r"|murine|rats?|rabbits?|pigs?|porcine|sheep|ovine|primates?|animals?|in (?:one|another) (?:pilot|phase|similar|case)"
    r"|other (?:studies|trials|groups|authors)|study of \w+ patients|compared with the (?:lower|higher) doses?)(?![a-z])"
)
"""A sentence about another study, or animals."""
CITED = re.compile(r"\[\d{1,3}(?:[-,] ?\d{1,3}){0,9}\]|et al\b")
"""Literature is cited near."""
PLANNED = re.compile(
    r"(?<![a-z])(?:will|planned|shall|are to be|is to be|dose levels?|dosing levels?|cohorts?|escalat\w*|dos(?:e|age) ?[:=]"
    r"|each (?:patient|subject|participant)|this (?:study|trial)|(?:patients|subjects|participants) (?:receive|are given)"
    r"|we (?:plan|propose|inject|infuse|administer))(?![a-z])"
)
"""A sentence about what this study does."""
FUTURE = re.compile(r"(?<![a-z])(?:will|planned|shall|are to be|is to be|we (?:plan|propose))(?![a-z])")
LEVEL_BEFORE = re.compile(
    r"(?<![a-z])(?:tier|cohort|group|level|arm|dos(?:e|age)|stage|step|then|followed by|increased to|up to)(?![a-z])[^.;]{0,30}$"
)
STORAGE = re.compile(
    r"\b(?:frozen|cryobags?|stored|aliquot\w*|cryovials?|cryostor\w*|freez\w+|thawed|bank|cryoprotect\w*|supplied)\b"
)
HELD = re.compile(
    r"(?:\b(?:cryo)?(?:bags?|vials?)\b[^.;\d]{0,30}|\bsupplied (?:as|in|at)\b[^.;\d]{0,30}"
    r"|\b(?:frozen|stored|aliquot\w*|cryopreserved) (?:in|at|as)\b[^.;\d]{0,40})$"
)

ONE_HOLDS = re.compile(
    r"\b(?:each|every|one|1|a single) (?:[a-z-]{1,12} )?(?:bag|cryobag|vial|ampoule)s? (?:contain\w*|holds?)[^.;\d]{0,20}$"
)
TOTAL_BEFORE = re.compile(
    r"\b(?:cumulative|overall|accumulat\w+|maximum total|total cumulative|in total|target dose up to|altogether"
    r"|total dosage|minimum number of cells pre protocol|max total|total up to)\b[^.;\d]{0,30}$"
)
TOTAL_AFTER = re.compile(r"[^.;(\d]{0,25}?\b(?:in total|cumulative|altogether|total dose|in all)\b")
SUM_BEFORE = re.compile(
    r"\btotal(?:ly|ling|ing)?\b(?! volume)(?:[ :(=≈~]|of|dose|number|amount|up|to|dosage|cells?|mscs?|approximately|about"
    r"|target|was|is|will|be|infused|injected|administered|prochymal|®)*$"
)
SUM_AFTER = re.compile(r"[^.;(\d]{0,14}?\btotal\b")
CAP_BEFORE = re.compile(
    r"\b(?:max(?:imum|imal|\.)?(?! tolerated)|not (?:to )?exceed(?:ing)?|no more than|cap(?:ped)? (?:at|of)|upper limit"
    r"|ceiling)(?:[ :(]|of|is|was|be|dose|total|number|amount|allowed|permitted|single|individual|cells?|mscs?|as|for|any"
    r"|patient|participant|subject|will|receive|to)*$|\bmax(?:imum|imal)? dose\b[^.;,]{0,40}$"
)
PERCENT = re.compile(r" ?\(?(?:±|\+/?-) ?\d{1,2} ?%")
CAP_AFTER = re.compile(r"[^.;\d]{0,25}?\b(?:is|as|was|being) (?:the )?max")
UP_TO = re.compile(r"\bup to(?: a total of| a maximum of)? $")
SITE_AFTER = re.compile(
    r"[^.;]{0,30}?(?:/|\bper\b|\b(?:at|in|into) each\b|\beach\b) ?(?:one |1 |single )?(?:entry |injection |implantation )?"
    r"(?:sites?|points?|spots?)\b"
)
SITE_BEFORE = re.compile(r"\bdivided (?:in|into|over|across) [^.;]{0,30}injections? (?:of|containing|with) $")
SITES = re.compile(
    r"\b(?:sites?|points?|spots|unilateral|(?:each|per|every) (?:side|ovary|eye|knee|limb|leg|lobe|hip|joint|testis)|per injection|each injection|injections? x|injection volumes?|x ?\d{1,2} injections"
    r"|divided (?:in|into)(?: \w+)? \d{1,2} (?:\w+ )?injections|\d{1,2} (?:\w+ ){0,2}injections)\b|/ ?injection|/ ?cm\b"
)
COURSE = re.compile(
    r"\b(?:infusions?|doses|administrations?|days?|weeks?|weekly|monthly|months?|times|cycles?|intervals?|apart|daily)\b"
)
LATER = re.compile(r"\b(?:days?|weeks?|weekly|monthly|months?|intervals?|apart|daily)\b")
TOLERANCE = re.compile(r"\brange(?:s|d)?(?: of| from|:|,)? ?$")
A_COUNT = r"\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve"
COUNT_AFTER = re.compile(
    rf"[^.;\d]{{0,60}}?\b(?:in|over|on|as|into|across|by|for|of) (?:a total of )?(?P<n>{A_COUNT})(?: ?\(\d{{1,2}}\))? "
    r"(?:(?:separate|equal|consecutive|divided|different|intravenous|iv|weekly|monthly|daily|repeated)[ ,]){0,3}"
    r"(?P<g>infusions?|doses|administrations?|days\b|times\b|sessions?|treatments?|injections?)"
)
COUNT_BEFORE = re.compile(
    rf"(?<![\d.,-])(?P<n>{A_COUNT})(?: ?\(\d{{1,2}}\))? (?:(?:separate|equal|consecutive|intravenous|iv|weekly|monthly"
    r"|daily|repeated)[ ,]){0,3}(?P<g>infusions?|doses|administrations?)\b[^.;\d]{0,50}$"
)
DAYS_AFTER = re.compile(
    r"[^.;()\d]{0,40}?\b(?P<u>days?|weeks?|months?) (?P<d>\d{1,3}(?:(?:, ?(?:and )?| and | & ?)(?:(?:days?|weeks?|months?) )?"
    r"\d{1,3}){1,9})\b"
)
MULTIPLE_BEFORE = re.compile(
    rf"\bdos(?:e|es|age|ages)(?: of)?:? ?\(?(?P<n>{A_COUNT}) ?[x*] ?$|\b(?P<m>[2-9]|two|three|four) ?x ?$"
)

CONTAINERS = re.compile(
    r"[^.;]{0,30}?(?:/|\bper\b|\bin (?:one|each|a)|\beach\b)[^.;]{0,20}?(?:bag|vial|syringe|ampoule"
    r"|vials)\b[^.;]{0,25}?\b(\d|one|two|three|four|five|six) (?:bags?|vials?|syringes?|ampoules?)"
)
CONTAINERS_BEFORE = re.compile(
    r"\b(?P<n>\d|one|two|three|four|five|six)(?: \w+){0,2} (?P<c>bag|vial|syringe|ampoule)s?(?:,? (?:and|with|of which) )?"
    r"[ (]*(?:(?:and )?each(?: one|(?: \w+)?)? ?(?:contain\w*|with|of|has|having|:)[^.;\d]{0,20}|)$"
)
VOLUME = re.compile(
    r"(?<![\d.,/x])(?<!per )(\d{1,4}(?:[.,]\d{1,3})?) ?-?(?:ml|cc|milliliters?|mls)\b(?! ?/ ?(?:kg|h|min)| per (?:kg"
    r"|min|hour))"
)
VOLUMES = re.compile(
    r"(?<![\d.,/x])(\d{1,4}(?:[.,]\d{1,3})?) ?(?:-|to) ?(\d{1,4}(?:[.,]\d{1,3})?) ?(?:ml|cc)\b"
)
GIVEN = re.compile(r"\b(?:inject\w*|infus\w*|administ\w*|implant\w*|given|deliver\w*|instill\w*)\b")
DOSE_WORD = re.compile(
    r"\b(?:dos(?:e|es|age|ing)|infus\w+|inject\w+|receiv\w+|administ\w+|transplant\w+|implant\w+|given"
    r"|deliver\w+|transfus\w+|treat\w+|level|cohort|high|low|medium|group|contain\w+|limb|eye|joint|knee"
    r"|each)\b"
)
CODE_DIGITS = re.compile(
    r"(?<=[a-z])(?<!cd)(?<!cm)(?<![^a-z]m)\d+|(?<=stro-)\d|(?<=cd)(?:362|271|105|146|73|90)"
)
AS_DOSE = re.compile(r"\bdos(?:e|age)s?(?: of| is| was| level| range)?[ :=]*$")
MEMBER = re.compile(r" ?(?:,|;|or|and|/|,? ?(?:and|or)|and/or|versus|vs\.?|(?:and )?then(?: to)?) ?")
"""What joins members of a list that share the unit at its end."""
SMALL = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12,
}  # fmt: skip

MASS = re.compile(
    r"(?<![\d.,])(?P<a>\d{1,6}(?:[.,]\d{1,4})?)(?P<j> ?(?:-|to|~|or|and|,) ?(?P<b>\d{1,6}(?:[.,]\d{1,4})?))? ?"
    r"(?:(?P<u>µg|ug|mcg|micrograms?|mg|milligrams?)|(?P<p>pmol(?:es)?))(?![a-z])"
)
VESICLE = re.compile(
    r"exo(?:s|some|somes|somal)?\b|-ex\b|vesicle|\bevs?\b|secretom|condition(?:ed)?|protein|lyophili|powder|nano"
)
OTHER_DRUG = re.compile(
    r"[^.;]{0,40}?\b\w{2,}(?:mab|olone|asone|sporine?|limus|statin|cillin|mycin|parin|cept|caine|amide|platin|azole)\b"
)
