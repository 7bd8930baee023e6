// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Which share of the next training run each register of texts gets, and how much is drawn from whom.
/// @notice Shares are basis points and sum to 10,000. The plan says the rest of what decides a run, so that nothing is left
/// to whoever trains. Shares and plan are decided one at a time; each decision makes a policy that keeps the other. The last
/// policy stays in force until another is adopted. One policy may be adopted per second, so that no proposal reaches further
/// than one step by adopting several.
interface IMixturePolicy {
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
    /// @param policyId The new policy.
    /// @param shares One share per register, in the order of the registers.
    event PolicyAdopted(uint256 indexed policyId, uint16[] shares);
    /// @notice A policy came into force with another plan than the one before.
    /// @param policyId The new policy.
    /// @param plan Its plan.
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
    /// @notice Of now and the future no policy is known for good.
    error PolicyTimeNotPast(uint48 time, uint48 clock);
    /// @notice No policy was in force then.
    error PolicyNotYet(uint48 time, uint48 first);
    /// @notice No policy has this number.
    error PolicyUnknown(uint256 policyId);

    /// @notice Puts a policy with other shares into force; its plan is the one before.
    /// @param shares One share per register, in the order of the registers.
    function adopt(uint16[] calldata shares) external;

    /// @notice Puts a policy with another plan into force; its shares are the ones before.
    /// @param next The plan.
    function adoptPlan(Plan calldata next) external;

    /// @notice The policy in force.
    /// @return policyId Its number.
    /// @return shares Its shares.
    function current() external view returns (uint256 policyId, uint16[] memory shares);

    /// @notice Number of the policy in force.
    /// @return policyId The number.
    function currentId() external view returns (uint256 policyId);

    /// @notice A policy by number.
    /// @param policyId The number, from 1.
    /// @return shares Its shares.
    function policy(uint256 policyId) external view returns (uint16[] memory shares);

    /// @notice The plan in force.
    /// @return inForce All numbers.
    function plan() external view returns (Plan memory inForce);

    /// @notice The plan of a policy.
    /// @param policyId The number, from 1.
    /// @return known All numbers.
    function planOf(uint256 policyId) external view returns (Plan memory known);

    /// @notice The policy that was in force at a past time; never changes.
    /// @param time Unix time before now.
    /// @return policyId Its number.
    /// @return shares Its shares.
    function policyAt(uint48 time) external view returns (uint256 policyId, uint16[] memory shares);

    /// @notice When a policy came into force.
    /// @param policyId The number, from 1.
    /// @return time Unix time.
    function adoptedAt(uint256 policyId) external view returns (uint48 time);

    /// @notice The registers of texts.
    /// @return names Their names, in order.
    function registers() external view returns (string[] memory names);

    /// @notice Bounds of every share.
    /// @return limits Floor, cap and step.
    function bounds() external view returns (Bounds memory limits);
}
