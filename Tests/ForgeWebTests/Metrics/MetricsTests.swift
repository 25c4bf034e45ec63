import ForgeCore
import ForgeLab
import Foundation
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import ForgeWeb

@Suite("Metrics")
struct MetricsTests {
    /// Samples by name and labels; fails on a line that Prometheus would not read.
    private func samples(_ text: String) throws -> [String: Double] {
        var samples: [String: Double] = [:]
        var types: [String: String] = [:]
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# HELP ") { continue }
            if let type = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|histogram)/) {
                #expect(types.updateValue(String(type.2), forKey: String(type.1)) == nil, "\(type.1) comes twice")
                continue
            }
            let sample = try #require(
                line.wholeMatch(of: /([a-z_]+)(\{(?:[a-z]+="(?:[^"\\]|\\.)*",?)+\})? (\S+)/), "\(line)")
            let name = String(sample.1)
            let family = types[name] != nil ? name : name.replacing(/_(bucket|sum|count)$/, with: "")
            #expect(types[family] != nil, "\(name) has no type")
            let key = name + String(sample.2 ?? "")
            let value = try #require(Double(String(sample.3)), "\(line)")
            #expect(samples.updateValue(value, forKey: key) == nil, "\(key) twice")
        }
        return samples
    }

    @Test
    func `What the server and its runs did is told, by route and not by address`() async throws {
        try await WebFixture().api { api in
            let id = try await api.completedExperiment()
            for _ in 0..<3 { _ = try await api.get("experiments/\(id)") }
            _ = try await api.get("experiments/2ngxrj0z1gyj")
            _ = try await api.get("/there/is/nothing")
            let reply = try await api.get("/metrics")
            #expect(reply.status == 200 && reply.headers[.contentType] == PrometheusText.mediaType)
            let found = try samples(reply.text)
            let route = #"{method="GET",route="/api/v1/experiments/{id}""#
            #expect(found["forge_http_requests_total\(route),status=\"200\"}"] == 3)
            #expect(found["forge_http_requests_total\(route),status=\"404\"}"] == 1)
            #expect(found["forge_http_request_duration_seconds_count\(route)}"] == 4)
            #expect(found["forge_http_request_duration_seconds_bucket\(route),le=\"+Inf\"}"] == 4)
            #expect(found["forge_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"}"] == 1)
            #expect(found["forge_http_errors_total{kind=\"notFound\"}"] == 1)
            #expect(found["forge_http_requests_open"] == 1)
            #expect(found["forge_experiments{status=\"completed\"}"] == 1)
            #expect(found["forge_queue_waiting"] == 0 && found["forge_store_up"] == 1)
            #expect((found["process_resident_memory_bytes"] ?? 0) > 1e6)
            #expect(found.keys.contains { $0.hasPrefix("forge_build_info{version=\"\(BuildInfo.version)\"") })
            #expect(!reply.text.contains(id))
        }
    }

    @Test
    func `It asks for a token like everything else`() async throws {
        let token = "0123456789abcdef-token"
        try await WebFixture().serve(WebConfiguration(port: 0, token: token)) { server in
            let connection = RawConnection(port: server.port)
            let stranger = try await connection.request("GET", "/metrics")
            #expect(stranger.status == 401)
            let bearer = ["Authorization": "Bearer \(token)"]
            let friend = try await connection.request("GET", "/metrics", headers: bearer)
            #expect(friend.status == 200)
        }
    }

    @Test
    func `Labels and help keep to their lines`() throws {
        var text = PrometheusText()
        text.add("forge_x", .gauge, "One\nor \\ two", [(labels: [("name", "a\"b\\c\nd")], value: .infinity)])
        text.add("forge_y", .gauge, "y", .nan)
        #expect(
            text.text == """
                # HELP forge_x One\\nor \\\\ two
                # TYPE forge_x gauge
                forge_x{name="a\\"b\\\\c\\nd"} +Inf
                # HELP forge_y y
                # TYPE forge_y gauge
                forge_y NaN

                """)
    }
}

@Suite("Logs as JSON")
struct JSONLogTests {
    @Test
    func `Every entry is one line that holds its fields, whatever its message holds`() throws {
        let lines = Mutex<[String]>([])
        var handler = JSONLogHandler(label: "forge") { data in
            lines.withLock { $0.append(String(decoding: data, as: UTF8.self)) }
        }
        handler.logLevel = .debug
        handler[metadataKey: "level"] = "not the level"
        var logger = Logger(label: "forge") { [handler] _ in handler }
        logger[metadataKey: "request"] = "r1"
        logger.info("two\nlines \"quoted\"", metadata: ["status": .stringConvertible(200), "list": ["a", ["b": "c"]]])
        logger.trace("unheard")
        let all = lines.withLock { $0 }
        #expect(all.count == 1 && all[0].hasSuffix("\n") && all[0].split(separator: "\n").count == 1)
        let json = try JSONValue(parsing: all[0])
        #expect(json["level"] == "info" && json["message"] == "two\nlines \"quoted\"" && json["logger"] == "forge")
        #expect(json["status"] == 200 && json["request"] == "r1" && json["list"] == ["a", ["b": "c"]])
        #expect(json["time"]?.string.flatMap(Timestamp.date) != nil)
    }
}
