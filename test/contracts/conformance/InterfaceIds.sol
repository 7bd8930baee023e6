// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IERC1155} from "@openzeppelin/contracts/interfaces/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/interfaces/IERC1155MetadataURI.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/interfaces/IERC721Metadata.sol";

/// @notice Interface ids as the standards' own sources give them.
contract InterfaceIds {
    function governor() external pure returns (bytes4) {
        return type(IGovernor).interfaceId;
    }

    function erc165() external pure returns (bytes4) {
        return type(IERC165).interfaceId;
    }

    function erc721() external pure returns (bytes4) {
        return type(IERC721).interfaceId;
    }

    function erc721Metadata() external pure returns (bytes4) {
        return type(IERC721Metadata).interfaceId;
    }

    function erc1155() external pure returns (bytes4) {
        return type(IERC1155).interfaceId;
    }

    function erc1155Metadata() external pure returns (bytes4) {
        return type(IERC1155MetadataURI).interfaceId;
    }
}
