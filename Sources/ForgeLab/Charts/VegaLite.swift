import ForgeCore

/// Parts that all specifications share.
enum VegaLite {
    /// A specification of these members that fills the width of its place.
    static func spec(rows: [JSONValue], height: JSONValue, _ members: [String: JSONValue]) -> JSONValue {
        let common: [String: JSONValue] = [
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": "container",
            "height": height,
            "autosize": ["type": "fit-x", "contains": "padding"],
            "data": ["values": .array(rows)],
        ]
        return .object(common.merging(members) { _, own in own })
    }

    /// Height of rows of categories, in pixels. A number, for a height by step does not go with a width that fits.
    static func height(ofRows count: Int) -> JSONValue { .integer(36 * count) }

    static func quantitative(_ field: String, title: String? = nil, _ more: [String: JSONValue] = [:]) -> JSONValue {
        channel(field, type: "quantitative", title: title, more)
    }

    /// Categories in the order of the data.
    static func nominal(_ field: String, title: String? = nil, _ more: [String: JSONValue] = [:]) -> JSONValue {
        channel(field, type: "nominal", title: title, ["sort": nil].merging(more) { _, own in own })
    }

    static func tooltip(_ fields: [(field: String, title: String)]) -> JSONValue {
        .array(fields.map { ["field": .string($0.field), "title": .string($0.title), "type": "nominal"] })
    }

    private static func channel(
        _ field: String, type: String, title: String?, _ more: [String: JSONValue]
    ) -> JSONValue {
        let base: [String: JSONValue] = [
            "field": .string(field), "type": .string(type), "title": title.map(JSONValue.string) ?? .null,
        ]
        return .object(base.merging(more) { _, own in own })
    }
}
