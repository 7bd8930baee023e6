// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IVerifierPool} from "./IVerifierPool.sol";
import {IWorkLedger} from "./IWorkLedger.sol";
import {Verifiers} from "./Verifiers.sol";

/// @notice The list of groups that verify, kept by their owners.
abstract contract VerifierPool is IVerifierPool {
    using Verifiers for Verifiers.Pool;

    IOperatorRegistry internal immutable _OPERATORS;
    IWorkLedger internal immutable _LEDGER;
    Verifiers.Pool internal _pool;

    constructor(IOperatorRegistry operators, IWorkLedger ledger) {
        _OPERATORS = operators;
        _LEDGER = ledger;
    }

    /// @inheritdoc IVerifierPool
    function enlist() external {
        _set(_OPERATORS.activeOperatorOf(msg.sender), true);
    }

    /// @inheritdoc IVerifierPool
    function delist() external {
        _set(_OPERATORS.operatorOf(msg.sender), false);
    }

    /// @inheritdoc IVerifierPool
    function verifier(uint256 ownerId) external view returns (Verifier memory) {
        return _pool.verifiers[ownerId];
    }

    /// @dev Verifiers of an operator's work, never of its own group.
    function _draw(
        uint256 operatorId,
        bytes32 seed,
        uint48 time,
        uint256 most,
        uint256[] memory seated
    ) internal view returns (uint256[] memory drawn) {
        uint256 checkedId = uint256(_OPERATORS.groupOf(operatorId));
        return _pool.draw(Verifiers.Draw(_OPERATORS, _LEDGER, seed, time, checkedId, most), seated);
    }

    function _set(uint256 operatorId, bool isOn) private {
        bytes32 group = _OPERATORS.groupOf(operatorId);
        if (operatorId == 0 || group != bytes32(operatorId)) revert NotGroupOwner(operatorId, group);
        _pool.set(operatorId, isOn);
        if (isOn) _pool.addPlace(_LEDGER, operatorId);
    }
}
