"""What is said in the small world that a newcomer can look at? People, and what they write to each other."""

from typing import NamedTuple

from tokenim.catalogue.languages import Tag


class Person(NamedTuple):
    """Somebody who lives there."""

    username: str
    display_name: str
    bio: str = ""
    language: Tag = "en"


class Line(NamedTuple):
    """One message. `answers` counts back from it; `reactions` names an emoji and who gave it."""

    who: str
    text: str
    answers: int = 0
    reactions: tuple[tuple[str, str], ...] = ()
    mentions: str = ""
    edited: str = ""


class Talk(NamedTuple):
    """A conversation; without a name it is between the two. The last `unread` lines are new to all who did not write."""

    members: str
    lines: tuple[Line, ...]
    name: str = ""
    description: str = ""
    unread: int = 2


PEOPLE = (
    Person("lena", "Lena Hoffmann", "Tea, trains and typography."),
    Person("omar", "Omar Haddad", "Cycling to work, rain or shine."),
    Person("yuki", "佐藤 由紀", "写真と猫。"),
    Person("wei", "王伟", "喜欢爬山和摄影。", "zh"),
    Person("support", "Nadia · Support", "I look after your orders, 9 to 17."),
    Person("tom", "Tom Becker"),
    Person("priya", "Priya Raman", "Physics, and why the sky is blue."),
    Person("ana", "Ana Lucía Fernández"),
)

SOCIAL = (
    Talk(
        "omar lena yuki wei tom",
        (
            Line("omar", "Good morning! The seedlings arrived 🌱", reactions=(("🎉", "lena yuki tom"),)),
            Line("omar", "Three boxes of tomatoes, two of basil, and a lemon tree that was not on the list."),
            Line(
                "lena",
                "The lemon tree was me. It looked lonely in the shop.",
                answers=1,
                reactions=(("😂", "omar wei"),),
            ),
            Line("wei", "我周六下午可以帮忙搬土，有人一起吗？"),
            Line("yuki", "Me! I bring the camera too 📷", answers=1, reactions=(("👍", "wei"),)),
            Line("tom", "Who waters this week? I am away until Thursday."),
            Line("lena", "I can do Monday and Wednesday", edited="I can do Monday, Tuesday and Wednesday"),
            Line(
                "omar",
                "Then I take the rest. Thank you @Lena Hoffmann!",
                mentions="lena",
                reactions=(("❤️", "lena"),),
            ),
            Line("yuki", "Rain from Friday on, says the forecast. Maybe the garden waters itself ☔"),
        ),
        name="Roof garden",
        description="Plants, tools, and who waters when.",
    ),
    Talk(
        "lena omar",
        (
            Line("lena", "Are you coming to the concert tonight?"),
            Line("omar", "Yes! Doors open at seven. Shall we eat before?", reactions=(("👍", "lena"),)),
            Line("lena", "Noodles at six, the place by the bridge."),
            Line("omar", "Perfect. I'll be the one with the bicycle helmet."),
        ),
        unread=1,
    ),
    Talk(
        "wei lena",
        (
            Line("wei", "周末一起去爬山吗？听说山上的枫叶已经红了。"),
            Line("lena", "好啊！几点出发？"),
            Line("wei", "早上八点在地铁站见，我带早饭 🥟", reactions=(("😋", "lena"),)),
        ),
        unread=1,
    ),
)

SUPPORT = (
    Talk(
        "ana support",
        (
            Line("ana", "Hello, my order 20417 says delivered, but there is no parcel."),
            Line("support", "Hello Ana, I am sorry to hear that. Let me ask the carrier, it takes a minute."),
            Line("support", "They left it with your neighbour on the second floor. Could you look there?"),
            Line("ana", "Found it! Thank you, that was quick.", reactions=(("🙏", "support"),)),
            Line("support", "Wonderful. Is there anything else I can do for you?"),
        ),
        unread=1,
    ),
    Talk(
        "tom support",
        (
            Line("tom", "Can I still change the address of order 20533?"),
            Line("support", "Until noon, yes. Which address shall it be?"),
            Line("tom", "12 Mill Lane, please. The name stays."),
        ),
        unread=1,
    ),
)

CLASSROOM = (
    Talk(
        "priya lena tom ana wei",
        (
            Line("priya", "Welcome to Physics 101! The plan for the term is pinned in the room."),
            Line(
                "priya",
                "Lab reports are due on Friday. @Tom Becker, you still need a partner.",
                mentions="tom",
            ),
            Line("tom", "Ana, shall we do it together?", reactions=(("✅", "ana"),)),
            Line("ana", "Why does the pendulum not care about its mass?"),
            Line(
                "priya",
                "Because gravity pulls harder on more mass, and more mass is as much harder to move. The two cancel.",
                answers=1,
                reactions=(("💡", "ana tom wei"),),
            ),
            Line("wei", "老师，实验报告可以用中文写吗？"),
            Line("priya", "可以，公式写清楚就行 🙂", answers=1, reactions=(("🙏", "wei"),)),
            Line("lena", "I put my notes of today into the folder, with the drawing of the swing."),
        ),
        name="Physics 101",
        description="Tuesdays and Thursdays, room 3.12. Ask anything.",
        unread=3,
    ),
)

TALKS = (*SOCIAL, *SUPPORT, *CLASSROOM)
