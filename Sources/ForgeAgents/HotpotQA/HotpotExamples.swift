/// Instructions and worked examples in the format of the paper. The sentences are our own.
enum HotpotExamples {
    static let instructions = """
        Solve a question answering task with interleaving Thought, Action and Observation steps. A thought reasons about \
        what is known so far. An action is one of:
        (1) search[entity], which shows how the Wikipedia page of exactly that name begins, or similar names if there \
        is none.
        (2) lookup[words], which shows the next sentence with these words on the page found last.
        (3) finish[answer], which gives the answer and ends the task.
        Here are some examples.
        """

    static let text = [river, writers, mountain, bridge].joined(separator: "\n\n")

    private static let river = """
        Question: On which river lies the town in which the painter Albrecht Altdorfer died?
        Thought 1: I need to search Albrecht Altdorfer, find where he died, then find the river of that town.
        Action 1: search[Albrecht Altdorfer]
        Observation 1: Albrecht Altdorfer was a German painter, engraver and architect of the Renaissance. He worked in \
        Regensburg, where he died in 1538.
        Thought 2: He died in Regensburg. I need to find the river on which Regensburg lies.
        Action 2: search[Regensburg]
        Observation 2: Regensburg is a city in eastern Bavaria, at the confluence of the rivers Danube, Naab and Regen. \
        Its old town lies on the southern bank of the Danube.
        Thought 3: The old town of Regensburg lies on the Danube, so the answer is Danube.
        Action 3: finish[Danube]
        """

    private static let writers = """
        Question: Were Selma Lagerlöf and Grazia Deledda both given the Nobel Prize in Literature?
        Thought 1: I need to search both writers and see whether each was given the prize.
        Action 1: search[Selma Lagerlöf]
        Observation 1: Selma Lagerlöf was a Swedish writer. In 1909 she became the first woman to be given the Nobel \
        Prize in Literature.
        Thought 2: Selma Lagerlöf was given it in 1909. I need to search Grazia Deledda next.
        Action 2: search[Grazia Deledda]
        Observation 2: Grazia Deledda was an Italian writer who was given the Nobel Prize in Literature for 1926.
        Thought 3: Both were given the prize, so the answer is yes.
        Action 3: finish[yes]
        """

    private static let mountain = """
        Question: What is the height of the highest mountain of the country whose capital is Ljubljana?
        Thought 1: Ljubljana is the capital of Slovenia. Its highest mountain is Triglav. I need to search Triglav and \
        find its height.
        Action 1: search[Triglav mountain]
        Observation 1: Could not find Triglav mountain. Similar: Triglav; Triglav National Park; Triglav Lakes Valley.
        Thought 2: There is no page of that name, but one called Triglav.
        Action 2: search[Triglav]
        Observation 2: Triglav is the highest mountain of Slovenia and of the Julian Alps. It is the symbol of the \
        country and stands on its coat of arms.
        Thought 3: The beginning does not tell the height. I need to look up "metres" on this page.
        Action 3: lookup[metres]
        Observation 3: (Result 1 / 2) The summit rises 2,864 metres above the sea.
        Thought 4: Triglav is 2,864 metres high, so the answer is 2,864 metres.
        Action 4: finish[2,864 metres]
        """

    private static let bridge = """
        Question: Which was opened first, the Clifton Suspension Bridge or the Széchenyi Chain Bridge?
        Thought 1: I need to search both bridges and compare the years in which they were opened.
        Action 1: search[Clifton Suspension Bridge]
        Observation 1: The Clifton Suspension Bridge spans the Avon Gorge at Bristol. It was opened in 1864.
        Thought 2: The Clifton Suspension Bridge was opened in 1864. I need to search the Széchenyi Chain Bridge next.
        Action 2: search[Széchenyi Chain Bridge]
        Observation 2: The Széchenyi Chain Bridge spans the Danube between Buda and Pest. It was opened in 1849.
        Thought 3: 1849 is before 1864, so the answer is the Széchenyi Chain Bridge.
        Action 3: finish[Széchenyi Chain Bridge]
        """
}
