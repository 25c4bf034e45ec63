import ForgeCatalogue
import ForgeCore
import ForgeLab

/// A page of a split's records.
struct SamplesView: Sendable {
    struct Passage: Sendable {
        let title: String
        let text: String
    }

    struct Row: Sendable {
        let number: String
        let id: String
        let question: String
        let answers: [String]
        let passages: [Passage]
        let hasPassages: Bool
        let passagesTitle: String
        let metadata: String?
    }

    let split: String
    let isHere: Bool
    let rows: [Row]
    let isEmpty: Bool
    let isSearch: Bool
    let text: String
    let clear: String
    let pager: Pager?
    let failure: Notice?

    private static let size = 25

    static func load(
        _ status: DatasetStatus, split: String, query: FormValues, browser: SampleBrowser
    ) async throws -> SamplesView {
        let name = status.entry.name
        guard status.splits.first(where: { $0.split.name == split })?.installed != nil else {
            return SamplesView(name, split: split, text: nil, page: nil, pager: nil, isHere: false)
        }
        let text = query["text"]
        let number = min(1_000_000, max(1, query.int("page") ?? 1))
        do {
            var page = try await browser.page(
                of: name, split: split, text: text, offset: (number - 1) * size, limit: size)
            let last = max(1, (page.matches + size - 1) / size)
            if number > last {
                page = try await browser.page(
                    of: name, split: split, text: text, offset: (last - 1) * size, limit: size)
            }
            let pager = Pager(page: number, size: size, total: page.matches, what: "records") {
                PageLink.to(PageLink.dataset(name), [("split", split), ("text", text), ("page", "\($0)")])
            }
            return SamplesView(name, split: split, text: text, page: page, pager: pager, isHere: true)
        } catch let error as any ForgeError where error.kind != .internalFailure {
            return SamplesView(
                name, split: split, text: text, page: nil, pager: nil, isHere: true, failure: Notice(error))
        }
    }

    private init(
        _ name: String, split: String, text: String?, page: SamplePage?, pager: Pager?, isHere: Bool,
        failure: Notice? = nil
    ) {
        self.split = split
        self.isHere = isHere
        self.text = text ?? ""
        isSearch = text != nil
        clear = PageLink.dataset(name, split: split)
        rows = page?.rows.map(Self.row) ?? []
        isEmpty = isHere && failure == nil && rows.isEmpty
        self.pager = rows.isEmpty ? nil : pager
        self.failure = failure
    }

    private static func row(_ row: SamplePage.Row) -> Row {
        let sample = row.sample
        let count = sample.passages.count
        return Row(
            number: NumberText.count(row.index + 1), id: sample.id, question: sample.question, answers: sample.answers,
            passages: sample.passages.map { Passage(title: $0.title, text: $0.text) }, hasPassages: count > 0,
            passagesTitle: count == 1 ? "1 passage" : "\(count) passages", metadata: metadata(sample.metadata))
    }

    private static func metadata(_ values: [String: JSONValue]) -> String? {
        let parts = values.sorted { $0.key < $1.key }.compactMap { key, value -> String? in
            value.string.map { "\(key): \($0.prefix(80))" } ?? value.int.map { "\(key): \($0)" }
        }
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }
}
