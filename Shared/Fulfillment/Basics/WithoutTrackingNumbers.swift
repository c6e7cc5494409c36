/// A tracking number leads to a person. It is kept while something may still be reported under it, and not as long as the order.
extension StoreOrder {
    /// Some parcel of it has one.
    public var hasTrackingNumbers: Bool {
        outboundOrders.contains { $0.parcels.contains { $0.trackingNumber != nil } }
    }

    /// The same without them: what is reported under one after that finds its parcel as if it had never been named.
    public var withoutTrackingNumbers: StoreOrder {
        var order = self
        for index in order.outboundOrders.indices {
            for place in order.outboundOrders[index].parcels.indices {
                order.outboundOrders[index].parcels[place].trackingNumber = nil
            }
        }
        return order
    }
}

extension ExpectedReturn {
    /// It says under which numbers its goods travel.
    public var hasTrackingNumbers: Bool {
        [order?.created, refused].contains { $0?.trackingNumbers.isEmpty == false }
    }

    /// The same without them.
    public var withoutTrackingNumbers: ExpectedReturn {
        var expected = self
        expected.order?.created.trackingNumbers = []
        expected.refused?.trackingNumbers = []
        return expected
    }
}
