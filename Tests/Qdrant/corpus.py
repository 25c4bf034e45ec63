"""Thirty short documents, one of them long enough for several chunks."""

SUBJECTS = {
    "Titan": "Titan is the largest moon of Saturn. Lakes of liquid methane lie near its poles.",
    "Europa": "Europa circles Jupiter and hides an ocean below a crust of ice. Cracks cross its surface.",
    "Phobos": "Phobos is a small dark moon of Mars. It comes closer to its planet every century.",
    "Mercury": "Mercury is the planet nearest to the Sun. Its days are longer than its years.",
    "Comets": "Comets are made of ice and dust. Near the Sun they grow tails that point away from it.",
    "Bread": "Bread is baked from flour, water, salt and yeast. A slow rise gives it more taste.",
    "Cheese": "Cheese is made by curdling milk. Hard kinds ripen for years in cool cellars.",
    "Coffee": "Coffee is brewed from roasted seeds. Water just below boiling draws out its aroma.",
    "Tea": "Green tea leaves are heated soon after picking. Black tea is left to oxidise first.",
    "Chocolate": "Chocolate comes from fermented cocoa beans. Tempering makes it shine and snap.",
    "Bridges": "An arch bridge carries its load into the banks. A suspension bridge hangs from cables.",
    "Locks": "Canal locks lift boats from one level of water to another. Gates hold back the upper level.",
    "Windmills": "Windmills ground grain and pumped water out of low land. Their caps turn into the wind.",
    "Clocks": "A pendulum keeps a clock regular. Cold weather shortens it, and the clock runs fast.",
    "Compass": "A compass needle turns to the magnetic north. Iron nearby leads it astray.",
    "Whales": "Blue whales are the largest animals. They strain krill out of sea water with baleen.",
    "Bees": "Honey bees tell each other by dances where flowers are. A hive may hold fifty thousand of them.",
    "Owls": "Owls hunt at night and hear a mouse below snow. Soft feathers make their flight silent.",
    "Salmon": "Salmon hatch in rivers, live in the sea and return to spawn. They find home by smell.",
    "Ants": "Leafcutter ants grow a fungus on pieces of leaves. The fungus feeds the whole colony.",
    "Violin": "A violin has four strings tuned in fifths. The bow is strung with horse hair.",
    "Organ": "A pipe organ sounds by wind that is let into pipes. Long pipes give low notes.",
    "Drums": "Kettledrums can be tuned with a pedal. Their skins were once made of calf hide.",
    "Opera": "An opera is a play that is sung. The orchestra sits in a pit before the stage.",
    "Chess": "Chess is played on sixty-four squares. A pawn that reaches the last row becomes a queen.",
    "Glaciers": "Glaciers are rivers of ice that flow slowly downhill. They carve valleys and leave moraines.",
    "Volcanoes": "Volcanoes bring molten rock to the surface. Ash from a large eruption cools the climate.",
    "Tides": "Tides follow the Moon and the Sun. Spring tides come when both pull in one line.",
    "Deserts": "Deserts receive little rain. Nights there are cold because dry air keeps no warmth.",
}

QUERIES = [
    "largest moon of Saturn", "how is cheese made", "which animals find their way by smell",
    "why are desert nights cold", "moon", "an instrument with pipes", "¿dónde está el océano de Europa?",
]


def corpus():
    documents = [
        {"id": title.lower(), "title": title, "text": text, "url": f"https://example.org/{title.lower()}"}
        for title, text in SUBJECTS.items()]
    everything = " ".join(reversed(SUBJECTS.values()))
    return documents + [{"id": "almanac", "title": "Almanac", "text": everything}]


def changed_corpus():
    """One document says something else, one is gone, the long one is shorter, one is new."""
    documents = {document["id"]: document for document in corpus()}
    documents["chess"]["text"] = "Chess clocks give both players the same time. Whoever runs out of it loses."
    documents["almanac"]["text"] = documents["almanac"]["text"][:900]
    del documents["cheese"]
    documents["paper"] = {
        "id": "paper", "title": "Paper", "text": "Paper is made of plant fibres that are pressed and dried."}
    return list(documents.values())
