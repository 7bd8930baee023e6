// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Constitution} from "../governance/Constitution.sol";
import {IMixturePolicy} from "./IMixturePolicy.sol";

/// @title MixturePolicy
/// @notice Register shares, adopted by vote inside constitutional bounds, and the plan of the runs.
contract MixturePolicy is IMixturePolicy, AccessManaged {
    uint256 private constant WHOLE = 10_000;
    /// @dev The sampler compares products of parts of the budget, which are exact below 2^53.
    uint256 private constant MOST_BYTES = 2 ** 26;
    uint256 private constant MOST_EPOCHS = 100;

    struct Policy {
        // slot 0: 144 bits
        uint48 adoptedAt;
        Plan plan;
        uint16[] shares;
    }

    uint16 private immutable _FLOOR;
    uint16 private immutable _CAP;
    uint16 private immutable _MAX_STEP;
    string[] private _registers;
    /// @dev Policy `n` is at `n - 1`; times ascend strictly.
    Policy[] private _policies;

    constructor(
        address authority,
        Constitution constitution,
        string[] memory names,
        uint16[] memory shares,
        Plan memory first,
        Bounds memory limits
    ) AccessManaged(authority) {
        _checkBounds(limits, constitution.limits());
        _FLOOR = limits.floor;
        _CAP = limits.cap;
        _MAX_STEP = limits.maxStep;
        if (names.length == 0 || names.length != shares.length) {
            revert RegisterCountMismatch(names.length, shares.length);
        }
        _registers = names;
        _checkShares(shares, limits.floor, limits.cap);
        _checkPlan(first);
        _adopt(shares, first);
        emit PlanAdopted(1, first);
    }

    /// @inheritdoc IMixturePolicy
    function adopt(uint16[] calldata shares) external restricted {
        Policy storage last = _adoptable();
        uint256 count = last.shares.length;
        if (shares.length != count) revert RegisterCountMismatch(count, shares.length);
        for (uint256 i = 0; i < count; ++i) {
            uint16 before = last.shares[i];
            uint16 step = shares[i] > before ? shares[i] - before : before - shares[i];
            if (step > _MAX_STEP) revert ShareTooFast(i, before, shares[i]);
        }
        _checkShares(shares, _FLOOR, _CAP);
        _adopt(shares, last.plan);
    }

    /// @inheritdoc IMixturePolicy
    function adoptPlan(Plan calldata next) external restricted {
        Policy storage last = _adoptable();
        _checkPlan(next);
        _adopt(last.shares, next);
        emit PlanAdopted(_policies.length, next);
    }

    /// @inheritdoc IMixturePolicy
    function current() external view returns (uint256, uint16[] memory) {
        return (_policies.length, _policies[_policies.length - 1].shares);
    }

    /// @inheritdoc IMixturePolicy
    function currentId() external view returns (uint256) {
        return _policies.length;
    }

    /// @inheritdoc IMixturePolicy
    function policy(uint256 policyId) external view returns (uint16[] memory) {
        return _known(policyId).shares;
    }

    /// @inheritdoc IMixturePolicy
    function plan() external view returns (Plan memory) {
        return _policies[_policies.length - 1].plan;
    }

    /// @inheritdoc IMixturePolicy
    function planOf(uint256 policyId) external view returns (Plan memory) {
        return _known(policyId).plan;
    }

    /// @inheritdoc IMixturePolicy
    function policyAt(uint48 time) external view returns (uint256 policyId, uint16[] memory shares) {
        if (time >= block.timestamp) revert PolicyTimeNotPast(time, uint48(block.timestamp));
        uint256 low = 0;
        uint256 high = _policies.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (_policies[middle].adoptedAt > time) high = middle;
            else low = middle + 1;
        }
        if (low == 0) revert PolicyNotYet(time, _policies[0].adoptedAt);
        return (low, _policies[low - 1].shares);
    }

    /// @inheritdoc IMixturePolicy
    function adoptedAt(uint256 policyId) external view returns (uint48) {
        return _known(policyId).adoptedAt;
    }

    /// @inheritdoc IMixturePolicy
    function registers() external view returns (string[] memory) {
        return _registers;
    }

    /// @inheritdoc IMixturePolicy
    function bounds() external view returns (Bounds memory) {
        return Bounds(_FLOOR, _CAP, _MAX_STEP);
    }

    function _adopt(uint16[] memory shares, Plan memory next) private {
        _policies.push(Policy(uint48(block.timestamp), next, shares));
        emit PolicyAdopted(_policies.length, shares);
    }

    /// @dev The last policy, when another may follow it now.
    function _adoptable() private view returns (Policy storage last) {
        last = _policies[_policies.length - 1];
        if (last.adoptedAt == block.timestamp) revert AdoptedAlready(last.adoptedAt);
    }

    function _known(uint256 policyId) private view returns (Policy storage) {
        if (policyId == 0 || policyId > _policies.length) revert PolicyUnknown(policyId);
        return _policies[policyId - 1];
    }

    function _checkShares(uint16[] memory shares, uint16 floor, uint16 cap) private pure {
        uint256 sum = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            if (shares[i] < floor || shares[i] > cap) revert ShareOutOfBounds(i, shares[i]);
            sum += shares[i];
        }
        if (sum != WHOLE) revert SumNotWhole(sum);
    }

    function _checkPlan(Plan memory next) private pure {
        bool drawable = next.budget != 0 && next.budget <= MOST_BYTES && next.samplerVersion != 0;
        bool bounded = next.epochCap != 0 && next.epochCap <= MOST_EPOCHS && next.capBp != 0 && next.capBp <= WHOLE;
        if (!drawable || !bounded || next.heldOutOneIn < 2) revert PlanInvalid(next);
    }

    function _checkBounds(Bounds memory own, Constitution.Limits memory limits) private pure {
        bool within =
            own.floor >= limits.minShareFloor && own.cap <= limits.maxShareCap && own.maxStep <= limits.maxShareStep;
        if (!within || own.floor > own.cap || own.maxStep == 0) {
            revert MixtureBoundsInvalid(own.floor, own.cap, own.maxStep);
        }
    }
}
