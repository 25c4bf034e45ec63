import ForgeCore
import Foundation

/// What the Hub says of how to upload a large file: in one piece, or in parts of a size that it chose.
struct UploadTicket: Sendable, Hashable {
    enum Way: Sendable, Hashable {
        case whole(URL, headers: [String: String])
        case parts([URL], bytes: Int, completion: URL)
    }

    var way: Way
    /// Where to ask whether it has arrived.
    var verification: URL?

    /// Nil for an answer that makes no sense.
    init?(_ actions: JSONValue, bytes: Int) {
        guard let upload = actions["upload"], let address = upload["href"]?.string.flatMap(URL.init(string:)) else {
            return nil
        }
        if let verify = actions["verify"] {
            guard let url = verify["href"]?.string.flatMap(URL.init(string:)) else { return nil }
            verification = url
        }
        let header = upload["header"]?.object ?? [:]
        guard let size = header["chunk_size"] else {
            way = .whole(address, headers: header.compactMapValues(\.string))
            return
        }
        guard let chunk = size.int ?? size.string.flatMap({ Int($0) }), chunk > 0 else { return nil }
        let count = (bytes + chunk - 1) / chunk
        let urls = (1...max(1, count)).map { number in
            // Numbers may be padded with zeros.
            header.first { Int($0.key) == number }?.value.string.flatMap(URL.init(string:))
        }
        guard urls.allSatisfy({ $0 != nil }) else { return nil }
        way = .parts(urls.compactMap(\.self), bytes: chunk, completion: address)
    }
}
