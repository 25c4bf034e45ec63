import Foundation
import HTTPTypes

/// The cookie of a login.
enum Session {
    static let name = "forge_session"
    /// Seconds.
    static let lifetime: TimeInterval = 7 * 24 * 60 * 60

    /// - Parameter isSecure: whether the browser reached us by https, so that it never sends the cookie without.
    static func cookie(_ value: String, lasting seconds: TimeInterval, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(Int(seconds)); HttpOnly; SameSite=Strict\(isSecure ? "; Secure" : "")"
    }

    /// The cookie's value in a request.
    static func value(in headers: HTTPFields) -> String? {
        for field in headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0].trimmingPrefix(while: \.isWhitespace) == name { return String(parts[1]) }
            }
        }
        return nil
    }
}
