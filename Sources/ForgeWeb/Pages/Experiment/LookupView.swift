import ForgeCore
import ForgeLab

/// What was looked up for an example: passages, the steps that led to them, and what did not fit into the prompt.
struct LookupView: Sendable, Hashable {
    struct Mark: Sendable, Hashable {
        /// `✓ supports sentence 1`.
        let text: String
        let path: String
        /// Class of its colour.
        let kind: String
    }

    struct Passage: Sendable, Hashable {
        let number: Int
        let id: String
        let title: String
        let section: String?
        let path: String
        let web: String?
        let score: String
        let text: LongText
        let isDropped: Bool
        let marks: [Mark]
        let hasMarks: Bool
    }

    struct Step: Sendable, Hashable {
        let name: String
        let time: String
        /// The best titles in its order; nil for a step that ranks nothing.
        let order: String?
    }

    let base: String
    let basePath: String
    let method: String
    let scoreName: String
    /// Nil when it is the question itself.
    let query: String?
    /// `5 of 5 passages shown · 612 of 1,536 tokens`.
    let about: String
    let dropped: String?
    let passages: [Passage]
    let isEmpty: Bool
    let steps: [Step]

    /// Titles of a step that are named.
    private static let mostTitles = 10

    init(_ trace: RetrievalTrace, question: String, report: FaithfulnessReport?) {
        base = trace.knowledgeBase
        basePath = KnowledgeLink.base(trace.knowledgeBase)
        method = trace.method.title
        scoreName = trace.method.scoreName
        query = trace.query == question ? nil : trace.query
        about =
            "\(trace.shown.count) of \(trace.passages.count) passages shown to the model (\(trace.k) were asked for) · "
            + "\(NumberText.count(trace.contextTokens)) of \(NumberText.count(trace.contextBudget)) tokens"
        let left = trace.passages.indices.count(where: trace.dropped.contains)
        dropped =
            left == 0 ? nil : "\(left == 1 ? "1 passage" : "\(left) passages") did not fit into the prompt"
        passages = trace.passages.indices.map { Passage($0, of: trace, marks: Self.marks($0, report)) }
        isEmpty = passages.isEmpty
        steps = trace.steps.map { step in
            let titles = step.hits.prefix(Self.mostTitles).enumerated().map { "\($0 + 1) \($1.title)" }
            let rest = step.hits.count - titles.count
            return Step(
                name: RetrievalWords.step(step.name), time: NumberText.seconds(step.seconds),
                order: titles.isEmpty
                    ? nil : titles.joined(separator: " · ") + (rest > 0 ? " · and \(rest) more" : ""))
        }
    }

    /// The sentences that a passage decides.
    private static func marks(_ passage: Int, _ report: FaithfulnessReport?) -> [Mark] {
        (report?.sentences ?? []).enumerated().flatMap { index, sentence -> [Mark] in
            let path = "#\(FaithfulnessView.sentenceID(index))"
            var marks: [Mark] = []
            if let best = sentence.best, best.passage == passage, best.score >= FaithfulnessReport.threshold {
                marks.append(Mark(text: "✓ supports sentence \(index + 1)", path: path, kind: "good"))
            }
            if let worst = sentence.contradiction, worst.passage == passage,
                worst.score >= FaithfulnessReport.threshold
            {
                marks.append(Mark(text: "✗ contradicts sentence \(index + 1)", path: path, kind: "bad"))
            }
            return marks
        }
    }

    static func passageID(_ position: Int) -> String { "passage-\(position + 1)" }
}

extension LookupView.Passage {
    fileprivate init(_ position: Int, of trace: RetrievalTrace, marks: [LookupView.Mark]) {
        let passage = trace.passages[position]
        number = position + 1
        id = LookupView.passageID(position)
        title = passage.title.isEmpty ? passage.document : passage.title
        section = passage.section.flatMap { $0.isEmpty || $0 == passage.title ? nil : $0 }
        path = KnowledgeLink.chunk(
            passage.chunk, at: passage.position, in: passage.document, of: trace.knowledgeBase)
        web = KnowledgeLink.web(passage.url)
        score = trace.method.scoreText(passage.score)
        text = LongText(passage.text, limit: 600)
        isDropped = trace.dropped.contains(position)
        self.marks = marks
        hasMarks = !marks.isEmpty
    }
}
