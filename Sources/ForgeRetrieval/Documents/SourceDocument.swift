import Crypto
import ForgeCore
import Foundation

/// A document as a source gives it.
package struct SourceDocument: Sendable, Hashable {
    /// The source's own id; unique in a knowledge base.
    package var id: String
    package var title: String
    package var url: String?
    package var sections: [DocumentSection]

    package init(id: String, title: String, url: String? = nil, sections: [DocumentSection]) {
        self.id = id
        self.title = title
        self.url = url
        self.sections = sections
    }

    /// The sections' texts with a blank line between; chunk offsets are into its UTF-8.
    package var text: String { sections.map(\.text).joined(separator: Self.separator) }

    static let separator = "\n\n"

    /// SHA-256 over everything that a reader would see, not over the id.
    package var contentHash: String {
        var parts = [title, url ?? ""]
        for section in sections { parts += [section.title ?? "", "\(section.level)", section.text] }
        // Lengths keep ("ab", "c") and ("a", "bc") apart.
        return Digest.sha256(parts.map { "\($0.utf8.count):\($0)" }.joined())
    }

    /// Without a word of text.
    var isEmpty: Bool { sections.allSatisfy { section in section.text.utf8.allSatisfy(\.isBlank) } }

    var characters: Int { sections.reduce(0) { $0 + $1.text.unicodeScalars.count } }
}

/// A part of a document under one heading; chunks never cross its borders.
package struct DocumentSection: Sendable, Hashable {
    /// Nil for a text without headings.
    package var title: String?
    /// 1 for the lead or a top heading, 2 below it, and so on.
    package var level: Int
    package var text: String

    package init(title: String? = nil, level: Int = 1, text: String) {
        self.title = title
        self.level = level
        self.text = text
    }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
