// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "./IWorkLedger.sol";
import {Verifiers} from "./Verifiers.sol";

/// @title The groups that verify.
/// @notice Who wants to earn verifies others: a group is on the list or it is neither drawn nor credited.
/// @dev The list of groups that verify, kept by their owners.
abstract contract VerifierPool {
    using Verifiers for Verifiers.Pool;

    /// @notice A verifier was silent.
    /// @param outUntil Unix time until which it is not drawn, 0 while it has strikes left.
    event VerifierSilent(bytes32 indexed key, uint256 indexed ownerId, uint48 outUntil);

    /// @notice Only the owner of a group enlists it.
    error NotGroupOwner(uint256 operatorId, bytes32 group);

    IOperatorRegistry internal immutable _OPERATORS;
    IWorkLedger internal immutable _LEDGER;
    Verifiers.Pool internal _pool;

    constructor(IOperatorRegistry operators, IWorkLedger ledger) {
        _OPERATORS = operators;
        _LEDGER = ledger;
    }

    /// @notice Enlists the caller's group: it may be drawn, and earns with what it seals from now on.
    function enlist() external {
        _set(_OPERATORS.activeOperatorOf(msg.sender), true);
    }

    /// @notice Takes the caller's group off the list. What it sealed and is not settled earns nothing. Seats stay.
    function delist() external {
        _set(_OPERATORS.operatorOf(msg.sender), false);
    }

    /// @notice A group that verifies; all fields, zero when it never enlisted.
    function verifier(uint256 ownerId) external view returns (Verifiers.Verifier memory) {
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
