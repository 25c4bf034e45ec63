import Foundation

/// A page of the server on its way to a file: its addresses become relative, so that it works from any folder and from
/// a disk, and its charts go into it.
struct SiteDocument {
    /// An attribute that holds an address of the server.
    struct Link {
        let name: String
        /// Of ` name="value"`, with the space before it.
        let range: Range<Int>
        /// Path and query.
        let address: String
        /// With its `#`; empty for none.
        let fragment: String
    }

    private static let names: Set<String> = ["href", "src", "action", "data-chart", "data-assets"]

    private let bytes: [UInt8]
    let links: [Link]

    /// - Parameter html: made by templates, which escape quotes in all that is not markup.
    init(_ html: Data) {
        bytes = Array(html)
        links = Self.links(in: bytes)
    }

    /// The document as a file.
    ///
    /// - Parameters:
    ///   - file: its path in the report.
    ///   - charts: JSON by address.
    ///   - target: the file of an address; nil takes the link away and leaves its text.
    func text(at file: String, charts: [String: Data], target: (String) -> String?) -> Data {
        let root = String(repeating: "../", count: file.split(separator: "/").count - 1)
        var (result, position) = (Data(), 0)
        for link in links {
            result.append(contentsOf: bytes[position..<link.range.lowerBound])
            position = link.range.upperBound
            if link.name == "data-chart" {
                guard let chart = charts[link.address] else { continue }
                let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count - 1
                result.append(contentsOf: Data(" data-chart=\"here\"".utf8) + bytes[position...end])
                result.append(Self.script(chart))
                position = end + 1
            } else if link.name == "data-assets" {
                result.append(contentsOf: " data-assets=\"\(root)assets\"".utf8)
            } else if let found = target(link.address) {
                result.append(contentsOf: " \(link.name)=\"\(root)\(found)\(link.fragment)\"".utf8)
            }
        }
        result.append(contentsOf: bytes[position...])
        return result
    }

    /// Nothing in it can end the element. By bytes: with a combining accent behind it `<` is another character to Swift.
    private static func script(_ json: Data) -> Data {
        let parts = json.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false)
        return Data("<script type=\"application/json\">".utf8) + parts.joined(separator: "\\u003c".utf8)
            + Data("</script>".utf8)
    }

    // MARK: Reading

    private static func links(in bytes: [UInt8]) -> [Link] {
        let (equals, quote, slash) = (UInt8(ascii: "="), UInt8(ascii: "\""), UInt8(ascii: "/"))
        var (links, index) = ([Link](), 0)
        while index + 2 < bytes.count {
            guard bytes[index] == equals, bytes[index + 1] == quote, bytes[index + 2] == slash,
                let end = bytes[(index + 2)...].firstIndex(of: quote)
            else {
                index += 1
                continue
            }
            if let link = link(in: bytes, equals: index, end: end) { links.append(link) }
            index = end + 1
        }
        return links
    }

    private static func link(in bytes: [UInt8], equals: Int, end: Int) -> Link? {
        let isPart = { (byte: UInt8) in
            byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
        let start = bytes[..<equals].lastIndex { !isPart($0) } ?? 0
        let name = String(decoding: bytes[(start + 1)..<equals], as: UTF8.self)
        guard names.contains(name), bytes[start] == UInt8(ascii: " ") else { return nil }
        let value = String(decoding: bytes[(equals + 2)..<end], as: UTF8.self).replacing("&amp;", with: "&")
        let parts = value.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        return Link(
            name: name, range: start..<(end + 1), address: String(parts[0]),
            fragment: parts.count > 1 ? "#\(parts[1])" : "")
    }
}
