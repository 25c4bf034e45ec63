import ForgeCore
import Foundation

/// Where a page ended: the sort key of its last row, and its row number or sample position for equal keys.
///
/// Pages found by key stay exact while rows are added. Callers see opaque text.
struct Cursor<Key: Codable & Sendable>: Codable, Sendable {
    var sort: String
    var key: Key
    var tie: Int64
    /// Matches counted with the first page, where counting again would cost more than the page.
    var total: Int?

    init(sort: String, key: Key, tie: Int64, total: Int? = nil) {
        self.sort = sort
        self.key = key
        self.tie = tie
        self.total = total
    }

    /// - Throws: invalid input for text that is no cursor, or one of a list in another order.
    init?(_ text: String?, sort: String) throws {
        guard let text else { return nil }
        guard let data = Data(base64Encoded: text), let cursor = try? JSON.decode(Self.self, from: data),
            cursor.sort == sort
        else {
            throw StoreError.invalid(
                "The page cursor \"\(text.prefix(40))\" is not one of this list.",
                cause: "A cursor belongs to the list and the order that returned it.",
                remedy: "Start at the first page, without a cursor.")
        }
        self = cursor
    }

    func text() throws -> String { try JSON.data(self).base64EncodedString() }
}

enum PageLimit {
    private static let most = 1_000_000

    static func check(_ limit: Int, offset: Int = 0) throws {
        guard (1...most).contains(limit) else {
            throw StoreError.invalid("A page of \(limit) items was asked for; it may have 1 to \(most).")
        }
        guard offset >= 0 else { throw StoreError.invalid("A page cannot begin at item \(offset).") }
    }
}
