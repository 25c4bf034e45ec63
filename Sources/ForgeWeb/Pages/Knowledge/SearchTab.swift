import ForgeCatalogue
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
    /// Nil when there is nothing to choose.
    let rerankers: ChoiceField?
    let rankings: [RankingCard]
    let isAsked: Bool
    /// That not all of the base can be found yet.
    let note: String?
    /// Before the first query.
    let empty: EmptyState?
    let mostCharacters = Self.mostCharacters

    static func load(
        _ listing: KnowledgeListing, _ values: FormValues, _ service: KnowledgeService
    ) async throws -> SearchTab {
        let query = String((values["q"] ?? "").prefix(mostCharacters))
        let k = min(KnowledgeService.mostPassages, max(1, values.int("k") ?? 5))
        let rerankers = rerankers(service.encoders.list(), selected: values["reranker"])
        guard !query.allSatisfy(\.isWhitespace), listing.info?.chunks ?? 0 > 0 else {
            return SearchTab(listing, query: query, k: k, rerankers: rerankers, rankings: nil)
        }
        let chosen = rerankers?.options.first(where: \.isSelected)?.value
        let found = try await service.search(listing.name, for: query, k: k, reranker: chosen)
        return SearchTab(listing, query: query, k: k, rerankers: rerankers, rankings: found)
    }

    /// What is on this machine is offered first; which one ranked is what the field says.
    private static func rerankers(_ encoders: [EncoderStatus], selected: String?) -> ChoiceField? {
        let all = encoders.filter { $0.entry.kind == .reranker }
        guard !all.isEmpty else { return nil }
        let standard = all.first { $0.isDefault && $0.isInstalled } ?? all.first(where: \.isInstalled)
        let named = all.first { $0.entry.name == selected }
        let chosen = (named ?? standard ?? all.first(where: \.isDefault) ?? all[0]).entry.name
        return ChoiceField(
            "reranker", label: "Reranker",
            options: all.map {
                Choice(
                    $0.entry.name, $0.entry.name + ($0.isInstalled ? "" : " (not on this machine)"), selected: chosen)
            })
    }

    private init(
        _ listing: KnowledgeListing, query: String, k: Int, rerankers: ChoiceField?, rankings found: [MethodRanking]?
    ) {
        self.rerankers = listing.info?.settings.embedder == nil ? nil : rerankers
        self.query = query
        path = KnowledgeLink.base(listing.name)
        let numbers = Set(Self.choices + [k]).sorted()
        counts = ChoiceField(
            "k", label: "Passages", options: numbers.map { Choice("\($0)", selected: "\(k)") })
        rankings = (found ?? []).map { RankingCard($0, among: found ?? [], base: listing.name) }
        isAsked = found != nil
        note = isAsked ? Self.note(listing.info) : nil
        empty = isAsked ? nil : Self.empty(listing)
    }

    private static func note(_ info: KnowledgeBaseInfo?) -> String? {
        let warnings = info?.warnings(for: RetrievalMethod.allCases) ?? []
        return warnings.isEmpty ? nil : warnings.map(\.description).joined(separator: " ")
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
