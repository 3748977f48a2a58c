"""What a text is about, by its words."""

import pytest

from harvester.compare.plan import Topic, load_plan
from harvester.compare.topics import Topics
from harvester.compare.wording import fold


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Age 18 to 75 years", "age"),
        ("Pregnant or breast-feeding women", "pregnancy"),
        ("Known allergy to penicillin", "allergy"),
        ("HIV, hepatitis B or C", "viruses"),
        ("Active infection", "infection"),
        ("Any condition that in the opinion of the investigator makes the patient unsuitable", "judgement"),
        ("Participation in another clinical trial within 30 days", "other_trials"),
        ("Life expectancy below 6 months", "life_expectancy"),
        ("Other conditions that make participation in the study difficult", None),
        ("Absence of other clinical conditions", None),
        ("Refusal to participate", "consent"),
        ("Taking part in, or participating at present in another trial", "other_trials"),
        ("Patients who participated in a clinical trial last year", "other_trials"),
        ("Employees of the investigational site", None),
        ("Diabetes mellitus", "diabetes"),
        ("Diabetes insipidus", None),
        ("Diabetes insipidus, or diabetes mellitus", "diabetes"),
        ("Bone marrow edema on MRI", None),
        ("Stenosis diagnosed by magnetic resonance imaging", None),
        ("Any contraindication to MRI", "imaging"),
        ("Contraindications for contrast or for magnetic resonance", "imaging"),
        ("Patients unable to undergo an MRI scan", "imaging"),
        ("Cardiac pacemaker", "heart"),
        ("Pacemaker", "imaging"),
        ("High dose of corticosteroids", "immunosuppression"),
        ("Prednisone above 15 mg a day", "immunosuppression"),
        ("Biologic therapy in the last month", "biologics"),
        ("Intra-articular injection of corticosteroids", "joint_injections"),
        ("Intra-articular fracture", None),
        ("Need of ECMO", "ecmo"),
        ("On extracorporeal life support", "ecmo"),
        ("Extracorporeal shock waves", None),
        ("Intubated for more than a week", "ventilation"),
        ("Do-not-intubate order", None),
        ("PaO2/FiO2 below 100", "oxygenation"),
        ("Anticoagulation", "anticoagulants"),
        ("Platelet-rich plasma in the last year", None),
        ("Grade 2 or 3 osteoarthritis of Kellgren and Lawrence", "arthrosis_grade"),
        ("Outerbridge IV", "cartilage_grade"),
        ("VAS below 30 mm", "pain_score"),
        ("Bilateral osteoarthritis", "both_sides"),
        ("Bilateral symptomatic disease", "both_sides"),
        ("Weight above 130 kg", "weight"),
        ("Weight loss above 5 kg", None),
        ("Low-molecular-weight heparin", "anticoagulants"),
        ("Non-steroidal anti-inflammatory drugs", "anti_inflammatory"),
        ("Valgus above 8 degrees", "leg_axis"),
        ("Hallux valgus", None),
        ("Failure of two organs, or multiple organ failure", "organ_failure"),
        ("Others inappropriate for the study", "judgement"),
        ("Presence of extrahepatic biliary stricture", None),
        ("", None),
    ],
)
def test_topics_are_read_from_the_first_words(text, topic):
    topics = [one for one in load_plan().criteria_topics if "EXCLUSION" in one.sides]
    assert Topics(topics).of(fold(text)) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("COVID-19 confirmed by PCR", "covid"),
        ("Moderate ARDS", "ards"),
        ("LVEF below 40 %", "ejection_fraction"),
        ("Creatinine clearance above 50 ml/min", "kidney_values"),
        ("Bilateral infiltrates", None),
        ("Infection with hepatitis B", "viruses"),
        ("Liver cancer", None),
    ],
)
def test_a_topic_may_be_one_of_inclusion_alone(text, topic):
    topics = [one for one in load_plan().criteria_topics if "INCLUSION" in one.sides]
    assert Topics(topics).of(fold(text)) == topic


def test_a_gap_in_a_phrase_stands_for_few_words_or_none():
    about = Topics([Topic("mri", "MRI", frozenset(), ("unable ... mri scan*",), ())])
    for text, topic in {
        "unable mri scan": "mri",
        "unable to have an mri scans": "mri",
        "unable to have one two three four mri scan": None,
        "unable to have an mri": None,
        "unable": None,
    }.items():
        assert about.of(text) == topic
