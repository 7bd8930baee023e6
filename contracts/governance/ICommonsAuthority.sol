// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";

/// @title Who may call what, as code.
/// @notice A fixed table, bound once by the deployer; everything else that is restricted is the timelock's alone.
interface ICommonsAuthority is IAuthority {
    /// @notice One entry of the table.
    /// @param target The contract.
    /// @param selector The function.
    /// @param holder Who may call it.
    struct Right {
        address target;
        bytes4 selector;
        address holder;
    }

    /// @notice Sets the table and the court, once. Only by the deployer.
    /// @param rights The table.
    /// @param court The court.
    function bind(Right[] calldata rights, address court) external;

    /// @notice The court.
    /// @return bound Zero until it is bound.
    function court() external view returns (address bound);

    /// @notice The timelock.
    /// @return account It may call all that is restricted.
    function timelock() external view returns (address account);
}
