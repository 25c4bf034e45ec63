import ForgeCore
import Foundation
import GRDB

/// How a model call lies in `runs`.
enum CallRow {
    static let select = """
        SELECT position, step, purpose, engine, input_tokens, output_tokens, cached_tokens, finish_reason, latency,
            time_to_first_token, queue_time, memory, started_at, prompt, output
        FROM runs
        """

    static func decode(_ row: Row, of experimentID: String) throws -> ModelCall {
        var column = ColumnReader(row)
        let (index, step): (Int, Int) = (try column.next(), try column.next())
        let (purpose, engine) = (try column.text(), try column.text())
        let (input, output, cached): (Int, Int, Int) = (try column.next(), try column.next(), try column.next())
        let reason = try column.named(FinishReason.self)
        let (latency, first, queue): (Double, Double, Double) = (
            try column.next(), try column.next(), try column.next()
        )
        let memory: Int? = try column.optional()
        let startedAt = try column.date()
        return ModelCall(
            experimentID: experimentID, index: index, step: step, purpose: purpose, engine: engine,
            prompt: try column.text(), output: try column.text(), inputTokens: input, outputTokens: output,
            cachedTokens: cached, finishReason: reason, latency: latency, timeToFirstToken: first, queueTime: queue,
            memory: memory, startedAt: startedAt)
    }

    static func insert(_ call: ModelCall, of key: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO runs (experiment, position, step, purpose, engine, input_tokens, output_tokens,
                    cached_tokens, finish_reason, latency, time_to_first_token, queue_time, memory, started_at,
                    prompt, output)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            key, call.index, call.step, StoredText(call.purpose), StoredText(call.engine), call.inputTokens,
            call.outputTokens, call.cachedTokens, call.finishReason.rawValue, call.latency, call.timeToFirstToken,
            call.queueTime, call.memory, call.startedAt.milliseconds, StoredText(call.prompt),
            StoredText(call.output),
        ])
    }
}
