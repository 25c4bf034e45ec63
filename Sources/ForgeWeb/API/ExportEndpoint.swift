import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// `/api/v1/experiments/{id}/export`: an experiment as a file, read from the store as fast as it is taken.
struct ExportEndpoint {
    let service: ExperimentService

    var all: [Endpoint] { [export] }

    private var export: Endpoint {
        let formats = ExportFormats.all.map { "\($0.name): \($0.summary)" }.joined(separator: "; ")
        let operation = Operation(
            id: "exportExperiment", tag: "Answers", summary: "The experiment as a file (\(formats)).",
            parameters: [
                .experiment,
                .init("format", "The file format.", schema: Schema.choice(ExportFormats.names, default: "json")),
                .init(
                    "calls", "Whether the model calls are included, where the format can hold them.",
                    schema: Schema.boolean(default: false)),
            ],
            answers: ExportType.all.map {
                .init(status: .ok, summary: "The file.", schema: $0.schema, mediaType: $0.name)
            })
        return Endpoint(.get, "\(ExperimentEndpoints.path)/{id}/export", operation) { [service] call in
            let format = try ExportFormats.named(call.query.text("format") ?? "json")
            let experiment = try await service.store.experiment(call.id)
            let source = try await ExportSource(
                experiment, in: service.store, includesCalls: call.query.bool("calls") ?? false)
            return response(source, format)
        }
    }

    private func response(_ source: ExportSource, _ format: any ExportFormat.Type) -> Response {
        let name = FileName.safe(source.experiment.name, fallback: source.experiment.id)
        return Response(
            status: .ok,
            headers: [
                .contentType: ExportType.of(format).name,
                .contentDisposition: "attachment; filename=\"\(name).\(format.fileExtension)\"",
            ],
            body: ResponseBody { writer in
                // Each piece waits until the reader has taken the one before. A reader who leaves makes the write fail,
                // which ends the export. The writer is not sendable; the export calls it from one task, in turn.
                nonisolated(unsafe) var body = writer
                try await ExperimentExport.write(source, as: format) { try await body.write(ByteBuffer(bytes: $0)) }
                try await writer.finish(nil)
            })
    }
}

/// Media types of export formats.
private struct ExportType {
    let name: String
    let schema: JSONValue

    static let json = ExportType(name: "application/json", schema: Schema.anyObject)
    static let lines = ExportType(name: "application/x-ndjson", schema: Schema.string)
    static let csv = ExportType(name: "text/csv; charset=utf-8", schema: Schema.string)
    static let all = [json, lines, csv]

    static func of(_ format: any ExportFormat.Type) -> ExportType {
        switch format.fileExtension {
        case "csv": csv
        case "jsonl": lines
        default: json
        }
    }
}

/// Names that any file system and any header takes.
enum FileName {
    /// ASCII letters, digits, `-`, `_` and `.` of a text, the rest as `-`; at most 80 of them.
    static func safe(_ text: String, fallback: String) -> String {
        let mapped = text.unicodeScalars.map { scalar -> Character in
            let isKept =
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
            return isKept ? Character(scalar) : "-"
        }
        let name = String(mapped).split(separator: "-").joined(separator: "-").prefix(80)
        // No hidden files, and nothing that means a folder.
        let shown = name.drop { $0 == "." || $0 == "-" }
        return shown.isEmpty ? fallback : String(shown)
    }
}
