extension ExperimentStore {
    /// Reads all predictions in sample order, page by page, so that memory stays flat.
    ///
    /// Samples that finish behind the page being read are left out.
    package func forEachPrediction(
        of id: String, pageSize: Int = 1000, _ body: (Prediction) async throws -> Void
    ) async throws {
        var query = PredictionQuery(limit: pageSize)
        repeat {
            try Task.checkCancellation()
            let page = try await predictions(of: id, query)
            for prediction in page.items { try await body(prediction) }
            query.cursor = page.next
        } while query.cursor != nil
    }

    /// Reads all model calls in the order of samples and steps, in the same way.
    ///
    /// - Parameter index: only the calls of this sample; nil for all.
    package func forEachCall(
        of id: String, index: Int? = nil, pageSize: Int = 1000, _ body: (ModelCall) async throws -> Void
    ) async throws {
        var cursor: String?
        repeat {
            try Task.checkCancellation()
            let page = try await calls(of: id, index: index, cursor: cursor, limit: pageSize)
            for call in page.items { try await body(call) }
            cursor = page.next
        } while cursor != nil
    }
}
