import ForgeCore
import ForgeLab
import ForgeRetrieval

/// What one method found, as a column of the search.
struct RankingCard: Sendable {
    struct Row: Sendable {
        let rank: Int
        let title: String
        let section: String?
        let path: String
        let web: String?
        let text: LongText
        let score: String
        /// `BM25 2nd`: where the other methods have it.
        let others: String?
    }

    struct Step: Sendable {
        let name: String
        let time: String
        let hits: String
    }

    let id: String
    let title: String
    let about: String
    let scoreName: String
    let time: String?
    let rows: [Row]
    let isEmpty: Bool
    let problem: Notice?
    let steps: [Step]
    let hasSteps: Bool

    init(_ ranking: MethodRanking, among all: [MethodRanking], base: String) {
        let method = ranking.method
        id = method.rawValue
        title = method.title
        about = method.about
        scoreName = method.scoreName
        problem = ranking.problem.map { Notice($0) }
        time = ranking.problem == nil ? NumberText.seconds(ranking.seconds) : nil
        let others = all.filter { $0.method != method }
        rows = ranking.passages.enumerated().map { index, passage in
            Row(passage, rank: index + 1, method: method, others: others, base: base)
        }
        isEmpty = rows.isEmpty && ranking.problem == nil
        steps = ranking.steps.map { Step($0) }
        hasSteps = !steps.isEmpty
    }
}

extension RankingCard.Row {
    fileprivate init(
        _ passage: RetrievedPassage, rank: Int, method: RetrievalMethod, others: [MethodRanking], base: String
    ) {
        self.rank = rank
        title = passage.title.isEmpty ? passage.document : passage.title
        section = passage.section.flatMap { $0.isEmpty || $0 == passage.title ? nil : $0 }
        path = KnowledgeLink.chunk(passage.chunk, at: passage.position, in: passage.document, of: base)
        web = KnowledgeLink.web(passage.url)
        text = LongText(passage.text, limit: 240)
        score = method.scoreText(passage.score)
        let places = others.compactMap { other -> String? in
            guard let place = other.passages.firstIndex(where: { $0.chunk == passage.chunk }) else { return nil }
            return "\(other.method.title) \(place + 1)"
        }
        self.others = places.isEmpty ? nil : places.joined(separator: " · ")
    }
}

extension RankingCard.Step {
    init(_ step: RetrievalStep) {
        name = RetrievalWords.step(step.name)
        time = NumberText.seconds(step.seconds)
        hits = step.hits.isEmpty ? "–" : NumberText.count(step.hits.count)
    }
}
