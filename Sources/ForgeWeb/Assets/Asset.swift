import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// A file that pages load, as it is sent.
struct Asset: Sendable {
    /// Below `/assets/`: `forge.css`, `fonts/inter.woff2`.
    let name: String
    let type: String
    let bytes: ByteBuffer
    /// The same, compressed with gzip; nil when that is not worth it.
    let compressed: ByteBuffer?
    /// From the content: another content has another one.
    let hash: String

    init(name: String, bytes: [UInt8], compressed: [UInt8]? = nil) {
        self.name = name
        type = Self.type(of: name)
        self.bytes = ByteBuffer(bytes: bytes)
        self.compressed = compressed.map { ByteBuffer(bytes: $0) }
        hash = SHA256.hash(data: Data(bytes)).prefix(8).map { String(format: "%02x", $0) }.joined()
    }

    /// - Parameter version: what the address asks for (`?v=`). The content of an address with its own hash never changes.
    func response(to headers: HTTPFields, version: String?) -> Response {
        let packed = Self.accepts("gzip", in: headers[.acceptEncoding]) ? compressed : nil
        let tag = packed == nil ? "\"\(hash)\"" : "\"\(hash)-gzip\""
        var fields: HTTPFields = [
            .contentType: type, .eTag: tag,
            .cacheControl: version == hash ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if compressed != nil { fields[.vary] = "Accept-Encoding" }
        if Self.isKnown(tag, in: headers[.ifNoneMatch]) { return Response(status: .notModified, headers: fields) }
        if packed != nil { fields[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: packed ?? bytes))
    }

    static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "woff2": "font/woff2"
        default: "application/octet-stream"
        }
    }

    /// Whether the client takes this encoding (`gzip, br;q=0.5`); a quality of 0 refuses it.
    static func accepts(_ encoding: String, in field: String?) -> Bool {
        for entry in (field ?? "").lowercased().split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard parts.first == encoding else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            return quality != 0
        }
        return false
    }

    private static func isKnown(_ tag: String, in field: String?) -> Bool {
        (field ?? "").split(separator: ",").contains { entry in
            var known = entry.trimmingPrefix(while: \.isWhitespace)
            if known.hasPrefix("W/") { known = known.dropFirst(2) }
            return known == tag || known == "*"
        }
    }
}
