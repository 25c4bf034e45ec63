import ForgeCore
import ForgeLab
import ForgeRetrieval

/// One query with the rankings of all methods side by side.
struct SearchTab: Sendable {
    static let mostCharacters = 1000
    private static let choices = [3, 5, 10, 20]

    let query: String
    let path: String
    let counts: ChoiceField
    let rankings: [RankingCard]
    let isAsked: Bool
    /// Before the first query.
    let empty: EmptyState?
    let mostCharacters = Self.mostCharacters

    static func load(
        _ listing: KnowledgeListing, _ values: FormValues, _ service: KnowledgeService
    ) async throws -> SearchTab {
        let query = String((values["q"] ?? "").prefix(mostCharacters))
        let k = min(KnowledgeService.mostPassages, max(1, values.int("k") ?? 5))
        guard !query.allSatisfy(\.isWhitespace), listing.info?.chunks ?? 0 > 0 else {
            return SearchTab(listing, query: query, k: k, rankings: nil)
        }
        let found = try await service.search(listing.name, for: query, k: k)
        return SearchTab(listing, query: query, k: k, rankings: found)
    }

    private init(_ listing: KnowledgeListing, query: String, k: Int, rankings found: [MethodRanking]?) {
        self.query = query
        path = KnowledgeLink.base(listing.name)
        let numbers = Set(Self.choices + [k]).sorted()
        counts = ChoiceField(
            "k", label: "Passages", options: numbers.map { Choice("\($0)", selected: "\(k)") })
        rankings = (found ?? []).map { RankingCard($0, among: found ?? [], base: listing.name) }
        isAsked = found != nil
        empty = isAsked ? nil : Self.empty(listing)
    }

    private static func empty(_ listing: KnowledgeListing) -> EmptyState {
        guard listing.info?.chunks ?? 0 > 0 else {
            return EmptyState(
                title: "Nothing to search yet",
                text: "Fill the base from a corpus; what is in already can be searched while the ingest goes on.",
                actions: [.init("Fill it", KnowledgeLink.tab(.about, of: listing.name), isPrimary: true)])
        }
        return EmptyState(
            title: "Ask it something",
            text: "The four methods answer side by side: dense (meaning), BM25 (words), hybrid (both, fused by ranks) "
                + "and reranked (hybrid's candidates in a cross-encoder's order).",
            actions: [])
    }
}
