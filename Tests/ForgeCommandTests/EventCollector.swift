import ForgeCore
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Reads a server's events for as long as it lives.
final class EventCollector: NSObject, URLSessionDataDelegate, Sendable {
    private let text = Mutex("")
    private let session = Mutex<URLSession?>(nil)

    init(_ address: URL) {
        super.init()
        let made = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil)
        var request = URLRequest(url: address.appending(path: "api/v1/events"), timeoutInterval: 600)
        request.setValue("text/event-stream", forHTTPHeaderField: "Accept")
        made.dataTask(with: request).resume()
        session.withLock { $0 = made }
    }

    func close() { session.withLock { $0?.invalidateAndCancel() } }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        text.withLock { $0 += String(decoding: data, as: UTF8.self) }
    }

    /// The data of all events of a kind so far.
    func events(_ kind: String) -> [JSONValue] {
        text.withLock { $0 }.components(separatedBy: "\n\n").compactMap { frame in
            let lines = frame.split(separator: "\n")
            guard lines.contains("event: \(kind)"), let data = lines.first(where: { $0.hasPrefix("data: ") }) else {
                return nil
            }
            return try? JSONValue(parsing: String(data.dropFirst(6)))
        }
    }
}
