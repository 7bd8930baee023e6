// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Constitution} from "../governance/Constitution.sol";

/// @title Which share of the next training run each register of texts gets, and how much is drawn from whom.
/// @notice Shares are basis points and sum to 10,000. The plan says the rest of what decides a run, so that nothing is left
/// to whoever trains. Shares and plan are decided one at a time; each decision makes a policy that keeps the other. The last
/// policy stays in force until another is adopted. One policy may be adopted per second, so that no proposal reaches further
/// than one step by adopting several.
contract MixturePolicy is AccessManaged {
    /// @notice Bounds of every share.
    /// @param floor The smallest share.
    /// @param cap The largest share.
    /// @param maxStep The largest change per adoption.
    struct Bounds {
        uint16 floor;
        uint16 cap;
        uint16 maxStep;
    }

    /// @notice What is drawn for a run.
    /// @param budget Bytes of text to draw, repetitions included: at most 2^26.
    /// @param epochCap How often one text may be drawn: at most 100.
    /// @param capBp Most of the budget that one identity may fill, in basis points; accounts without one fill as much together.
    /// @param heldOutOneIn One text in this many is kept for the evaluation: at least 2.
    /// @param samplerVersion The published rules by which texts are drawn: not 0.
    struct Plan {
        uint32 budget;
        uint16 epochCap;
        uint16 capBp;
        uint16 heldOutOneIn;
        uint16 samplerVersion;
    }

    /// @notice A policy came into force.
    event PolicyAdopted(uint256 indexed policyId, uint16[] shares);
    /// @notice A policy came into force with another plan than the one before.
    event PlanAdopted(uint256 indexed policyId, Plan plan);

    /// @notice Floor, cap or step is outside the constitution, or they contradict each other.
    error MixtureBoundsInvalid(uint16 floor, uint16 cap, uint16 maxStep);
    /// @notice There must be one share per register, and at least one register.
    error RegisterCountMismatch(uint256 registers, uint256 shares);
    /// @notice Shares must sum to 10,000.
    error SumNotWhole(uint256 sum);
    /// @notice The share lies outside floor and cap.
    error ShareOutOfBounds(uint256 register, uint16 share);
    /// @notice The share moved further than one adoption allows.
    error ShareTooFast(uint256 register, uint16 current, uint16 proposed);
    /// @notice A number of the plan is outside its bounds.
    error PlanInvalid(Plan plan);
    /// @notice A policy was adopted at this time already; the step would be taken twice.
    error AdoptedAlready(uint48 time);
    /// @notice No policy has this number.
    error PolicyUnknown(uint256 policyId);

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

    /// @notice Puts a policy with other shares into force; its plan is the one before.
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

    /// @notice Puts a policy with another plan into force; its shares are the ones before.
    function adoptPlan(Plan calldata next) external restricted {
        Policy storage last = _adoptable();
        _checkPlan(next);
        _adopt(last.shares, next);
        emit PlanAdopted(_policies.length, next);
    }

    /// @notice The policy in force.
    function current() external view returns (uint256, uint16[] memory) {
        return (_policies.length, _policies[_policies.length - 1].shares);
    }

    /// @notice Number of the policy in force.
    function currentId() external view returns (uint256) {
        return _policies.length;
    }

    /// @notice A policy by number.
    function policy(uint256 policyId) external view returns (uint16[] memory) {
        return _known(policyId).shares;
    }

    /// @notice The plan in force.
    /// @return inForce All numbers.
    function plan() external view returns (Plan memory) {
        return _policies[_policies.length - 1].plan;
    }

    /// @notice The plan of a policy.
    /// @return known All numbers.
    function planOf(uint256 policyId) external view returns (Plan memory) {
        return _known(policyId).plan;
    }

    /// @notice When a policy came into force.
    /// @return time Unix time.
    function adoptedAt(uint256 policyId) external view returns (uint48) {
        return _known(policyId).adoptedAt;
    }

    /// @notice The registers of texts.
    /// @return names Their names, in order.
    function registers() external view returns (string[] memory) {
        return _registers;
    }

    /// @notice Bounds of every share.
    /// @return limits Floor, cap and step.
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
