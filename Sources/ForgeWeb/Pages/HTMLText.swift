import Mustache

/// How values are escaped.
///
/// Byte by byte: the library's own way goes by characters as readers see them, where a quotation mark with a combining
/// accent is another character than a quotation mark, and stays as it is; a browser ends an attribute there.
struct HTMLText: MustacheContentType {
    private static let name = "FORGE_HTML"

    /// Stands at the beginning of every template, because a template that is put into another begins with the library's
    /// way again.
    static let pragma: String = {
        MustacheContentTypes.register(HTMLText(), named: name)
        return "{{% CONTENT_TYPE:\(name)}}\n"
    }()

    func escapeText(_ text: String) -> String {
        guard text.utf8.contains(where: { Self.escape($0) != nil }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 64)
        for byte in text.utf8 {
            if let escape = Self.escape(byte) { bytes.append(contentsOf: escape.utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escape(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
