import ForgeCore

/// How predictions lie in `predictions`, their scores in `scores` and their model calls in `runs`.
enum PostgresPredictions {
    /// Two round trips: the prediction, which tells whether the sample is new, then all that belongs to it.
    ///
    /// - Returns: false when the sample is stored already.
    static func record(
        _ prediction: Prediction, calls: [ModelCall], of key: Int, _ transaction: PostgresTransaction
    ) throws -> Bool {
        let results = try transaction.run([
            "DELETE FROM unfinished WHERE experiment = \(key) AND position = \(prediction.index)",
            try insertion(of: prediction, key),
        ])
        guard results.last?.changed == 1 else { return false }
        var statements: [BoundSQL] = [
            "UPDATE experiments SET done = done + 1, calls = calls + \(calls.count) WHERE key = \(key)"
        ]
        if !prediction.scores.isEmpty { statements.append(scores([prediction.index: prediction.scores], of: key)) }
        if !calls.isEmpty { statements.append(insertion(of: calls, key)) }
        try transaction.run(statements)
        return true
    }

    private static func insertion(of prediction: Prediction, _ key: Int) throws -> BoundSQL {
        let flags = PostgresJSON(try JSON.text(prediction.flags))
        let golds = PostgresJSON(try JSON.text(prediction.golds))
        let trace = prediction.trace == .null ? nil : PostgresJSON(try JSON.text(prediction.trace))
        return """
            INSERT INTO predictions (experiment, position, status, flags, latency, time_to_first_token, input_tokens,
                output_tokens, cached_tokens, calls, finished_at, sample_id, answer_source, error, answer, question,
                golds, output, trace)
            VALUES (\(key), \(prediction.index), \(prediction.status.rawValue), \(flags), \(prediction.latency),
                \(prediction.timeToFirstToken), \(prediction.inputTokens), \(prediction.outputTokens),
                \(prediction.cachedTokens), \(prediction.calls), \(prediction.finishedAt.milliseconds),
                \(prediction.sampleID), \(prediction.answerSource.rawValue), \(prediction.error),
                \(prediction.answer), \(prediction.question), \(golds), \(prediction.output), \(trace))
            ON CONFLICT (experiment, position) DO NOTHING
            """
    }

    private static func insertion(of calls: [ModelCall], _ key: Int) -> BoundSQL {
        let values = calls.map { call -> BoundSQL in
            """
            (\(key), \(call.index), \(call.step), \(call.purpose), \(call.engine), \(call.inputTokens),
                \(call.outputTokens), \(call.cachedTokens), \(call.finishReason.rawValue), \(call.latency),
                \(call.timeToFirstToken), \(call.queueTime), \(call.memory), \(call.startedAt.milliseconds),
                \(call.prompt), \(call.output))
            """
        }
        return """
            INSERT INTO runs (experiment, position, step, purpose, engine, input_tokens, output_tokens, cached_tokens,
                finish_reason, latency, time_to_first_token, queue_time, memory, started_at, prompt, output)
            VALUES \(values.joined(separator: ", "))
            """
    }

    /// - Parameter scores: by position.
    static func scores(_ scores: [Int: [String: Double]], of key: Int) -> BoundSQL {
        let rows = scores.flatMap { position, values in values.map { (position: position, metric: $0, value: $1) } }
        let (positions, metrics) = (PostgresArray(rows.map(\.position)), PostgresArray(rows.map(\.metric)))
        return """
            INSERT INTO scores (experiment, position, metric, value, is_correct)
            SELECT \(key), position, metric, value, value = 1
            FROM unnest(\(positions), \(metrics), \(PostgresArray(rows.map(\.value)))) AS s (position, metric, value)
            """
    }

    static func fetch(
        _ positions: [Int], of key: Int, id: String, _ transaction: PostgresTransaction
    ) throws -> [Prediction] {
        if positions.isEmpty { return [] }
        let wanted = PostgresArray(positions)
        let results = try transaction.run([
            """
            SELECT s.position, s.metric, s.value FROM unnest(\(wanted)) AS wanted (position)
            JOIN scores s ON s.experiment = \(key) AND s.position = wanted.position
            """,
            """
            SELECT \(sql: PredictionRow.columns) FROM predictions
            WHERE experiment = \(key) AND position = ANY (\(wanted))
            """,
        ])
        var scores: [Int: [String: Double]] = [:]
        _ = try results[0].map {
            let (position, metric) = (try $0.int(), try $0.text())
            scores[position, default: [:]][metric] = try $0.double()
        }
        var found: [Int: Prediction] = [:]
        _ = try results[1].map {
            var prediction = try PredictionRow.decode(&$0, of: id)
            prediction.scores = scores[prediction.index] ?? [:]
            found[prediction.index] = prediction
        }
        return positions.compactMap { found[$0] }
    }
}
