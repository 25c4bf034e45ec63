import ForgeCore
import ForgeLab
import ForgeTuning

/// A pair to read: its prompt and both answers beside one another.
struct PairView: Sendable {
    struct Turn: Sendable {
        let role: String
        let text: String
    }

    let id: String
    let number: String
    let earlier: [Turn]
    let hasEarlier: Bool
    let earlierCount: String
    let last: Turn?
    let chosen: [WordDiff.Piece]
    let rejected: [WordDiff.Piece]
    let isBad: Bool
    let note: String?
    /// Where its form posts to, and where one is after that.
    let markPath = "\(TrainingLink.pairs)-marks"
    let back: String

    init(_ pair: ReviewedPair, number: Int, back: String) {
        id = pair.id
        self.number = NumberText.count(number)
        earlier = pair.prompt.dropLast().map { Turn(role: $0.role.rawValue, text: $0.content) }
        hasEarlier = !earlier.isEmpty
        earlierCount = earlier.count == 1 ? "1 earlier turn" : "\(earlier.count) earlier turns"
        last = pair.prompt.last.map { Turn(role: $0.role.rawValue, text: $0.content) }
        chosen = pair.chosen
        rejected = pair.rejected
        isBad = pair.mark != nil
        note = pair.mark?.note
        self.back = back
    }
}

/// A page of pairs with its pager.
struct PairList: Sendable {
    let rows: [PairView]
    let isEmpty: Bool
    let pager: Pager
    /// `3 marked as bad`.
    let marked: String

    /// - Parameter path: the address of a page.
    init(_ page: ReviewPage, number: Int, path: (Int) -> String) {
        let size = TrainingService.pageSize
        rows = page.items.enumerated().map { index, pair in
            PairView(pair, number: (number - 1) * size + index + 1, back: path(number))
        }
        isEmpty = rows.isEmpty
        pager = Pager(page: number, size: size, total: page.total, what: "pairs", path: path)
        marked = "\(NumberText.count(page.marked)) marked as bad"
    }

    /// The number of a page that an address names.
    static func number(_ values: FormValues) -> Int { min(1_000_000, max(1, values.int("page") ?? 1)) }
}

/// What became of a file's rows.
struct PairFigures: Sendable {
    struct Reason: Sendable {
        let name: String
        let count: String
    }

    let counts: [Reason]
    let dropped: [Reason]
    let hasDropped: Bool

    init(rows: Int, usable: Int, repeated: Int, marked: Int, dropped: [String: Int]) {
        let lost = dropped.values.reduce(0, +)
        counts = [
            Reason(name: "Rows", count: NumberText.count(rows)),
            Reason(name: "Kept", count: NumberText.count(usable)),
            Reason(name: "Dropped", count: NumberText.count(lost)),
            Reason(name: "Repeated", count: NumberText.count(repeated)),
            Reason(name: "Marked as bad", count: NumberText.count(marked)),
        ]
        self.dropped = dropped.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
            .map { Reason(name: $0.key, count: NumberText.count($0.value)) }
        hasDropped = !dropped.isEmpty
    }
}
