import NIOCore
import Synchronization

/// HTML by the page that it was made of.
///
/// Filling a template takes about half of a request's time, and most requests show what was shown before. What a
/// page shows is read from the store every time, and who asks is a part of the page, so a page is found only where it
/// would be made the same. (Texts that differ in their Unicode normal form alone are the same here.)
final class RenderedPages: Sendable {
    private struct Key: Hashable, Sendable {
        let page: any Hashable & Sendable
        let template: String
        /// Of the page, computed once: a key is looked up several times.
        let hash: Int

        init(page: some Hashable & Sendable, template: String) {
            (self.page, self.template, hash) = (page, template, page.hashValue)
        }

        static func == (one: Key, other: Key) -> Bool {
            one.hash == other.hash && one.template == other.template
                && AnyHashable(one.page) == AnyHashable(other.page)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(template)
            hasher.combine(hash)
        }
    }

    /// What was asked for lately, and what before. When the younger half is full it becomes the older one, whose pages go
    /// unless they are asked for again.
    private struct Halves {
        var young: [Key: ByteBuffer] = [:]
        var youngBytes = 0
        var old: [Key: ByteBuffer] = [:]

        mutating func html(_ key: Key) -> ByteBuffer? {
            if let html = young[key] { return html }
            guard let html = old.removeValue(forKey: key) else { return nil }
            add(html, key)
            return html
        }

        mutating func add(_ html: ByteBuffer, _ key: Key) {
            if youngBytes + html.storageCapacity > RenderedPages.mostBytes / 2 {
                (old, young, youngBytes) = (young, [:], 0)
            }
            let replaced = young.updateValue(html, forKey: key)
            youngBytes += html.storageCapacity - (replaced?.storageCapacity ?? 0)
        }
    }

    /// Of HTML; what it was made of takes about as much.
    private static let mostBytes = 16 << 20
    /// A page that takes more is filled every time, rather than that all others go.
    private static let mostBytesOfOne = mostBytes / 16
    private let halves = Mutex(Halves())

    /// - Parameter render: fills the template, when this page is not here.
    func html(
        of page: some Hashable & Sendable, template: String, render: () throws -> String
    ) rethrows -> ByteBuffer {
        let key = Key(page: page, template: template)
        if let html = halves.withLock({ $0.html(key) }) { return html }
        let html = ByteBuffer(string: try render())
        if html.storageCapacity <= Self.mostBytesOfOne { halves.withLock { $0.add(html, key) } }
        return html
    }
}
