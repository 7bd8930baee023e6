// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title A contract that obeys one court in one matter.
/// @notice The court is deployed after the contracts it rules over, so the deployer names it once. Then nobody can.
interface ICourtBound {
    /// @notice The court was named, for good.
    /// @param court The court.
    event CourtNamed(address indexed court);

    /// @notice Only the deployer names the court.
    error NotDeployer(address caller);
    /// @notice The court is named already.
    error CourtFrozen(address court);
    /// @notice A court is a contract.
    error CourtInvalid(address court);
    /// @notice Only the court may do this.
    error NotCourt(address caller);

    /// @notice Names the court, once.
    /// @param court The court.
    function bindCourt(address court) external;

    /// @notice The court.
    /// @return bound Zero until it is named.
    function court() external view returns (address bound);
}
