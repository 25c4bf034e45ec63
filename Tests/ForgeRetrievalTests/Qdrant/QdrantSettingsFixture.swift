import ForgeRetrieval
import Foundation

/// Settings that reach a local counterpart quickly.
struct QdrantSettingsFixture: Sendable {
    let port: Int

    func settings(key: String? = nil, quantizes: Bool = false, attempts: Int = 4) throws -> QdrantSettings {
        let url = try QdrantSettings(environment: ["QDRANT_URL": "http://127.0.0.1:\(port)/"])?.url
        return QdrantSettings(
            url: url ?? URL(filePath: "/"), key: key, quantizes: quantizes, batch: 7,
            retry: QdrantRetry(attempts: attempts, base: 0.01, ceiling: 0.05, longestRetryAfter: 2), timeout: 10)
    }
}
