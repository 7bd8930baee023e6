// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IReceiptBook} from "./IReceiptBook.sol";

/// @title ReceiptBook
/// @notice Receipts, sealed once per operator and epoch.
contract ReceiptBook is IReceiptBook {
    IOperatorRegistry private immutable _OPERATORS;
    mapping(uint256 operatorId => mapping(uint64 epoch => Book)) private _books;

    constructor(IOperatorRegistry operators) {
        _OPERATORS = operators;
    }

    /// @inheritdoc IReceiptBook
    function seal(uint64 epoch, bytes32 root, uint32 receipts, uint64 units, string calldata uri) external {
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        if (root == 0 || receipts == 0) revert SealEmpty(root, receipts);
        if (_books[operatorId][epoch].root != 0) revert AlreadySealed(operatorId, epoch);

        _books[operatorId][epoch] = Book(root, receipts, units, uint64(block.number), uint64(block.timestamp));
        emit Sealed(operatorId, epoch, root, receipts, units, uri);
    }

    /// @inheritdoc IReceiptBook
    function book(uint256 operatorId, uint64 epoch) external view returns (Book memory) {
        return _books[operatorId][epoch];
    }
}
